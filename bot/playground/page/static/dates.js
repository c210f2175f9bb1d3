// Instants in the zone of whoever looks, as Slack writes them.

const LOCALE = "en-US";

export function inZone(seconds, zone, options) {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).format(seconds * 1000);
}

export function dayOf(seconds, zone) {
  // Swedish writes days as 2026-09-08.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(seconds * 1000);
}

const DAY = 86400;
const WAYS = {
  date_num: (t, zone) => dayOf(t, zone),
  date: (t, zone) => inZone(t, zone, { month: "long", day: "numeric", year: "numeric" }),
  date_short: (t, zone) => inZone(t, zone, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (t, zone) =>
    inZone(t, zone, { weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  time: (t, zone) => inZone(t, zone, { hour: "numeric", minute: "2-digit" }),
  time_secs: (t, zone) => inZone(t, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
};

function pretty(t, zone, now) {
  const day = dayOf(t, zone);
  if (day === dayOf(now, zone)) return "today";
  if (day === dayOf(now - DAY, zone)) return "yesterday";
  if (day === dayOf(now + DAY, zone)) return "tomorrow";
  return null;
}

export function ago(t, now) {
  const gap = t - now;
  const [size, unit] =
    Math.abs(gap) < 3600 ? [60, "minute"] : Math.abs(gap) < DAY ? [3600, "hour"] : [DAY, "day"];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(
    Math.round(gap / size),
    unit,
  );
}

// `{date_short_pretty} at {time}` and the like; a word that is unknown stays as it is.
export function formatted(pattern, t, zone, now) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "ago") return ago(t, now);
    const plain = name.replace(/_pretty$/, "");
    if (!WAYS[plain]) return whole;
    return (plain !== name && pretty(t, zone, now)) || WAYS[plain](t, zone);
  });
}

export function clockTime(seconds, zone) {
  return WAYS.time(seconds, zone);
}

export function dayHeading(seconds, zone, now) {
  const near = pretty(seconds, zone, now);
  if (near) return near[0].toUpperCase() + near.slice(1);
  return inZone(seconds, zone, { weekday: "long", month: "long", day: "numeric", year: "numeric" });
}

// Between `2026-09-08T14:30` on the wall of a zone, and seconds.
export function wallTime(seconds, zone) {
  const time = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
  }).format(seconds * 1000);
  return `${dayOf(seconds, zone)}T${time}`;
}

export function fromWallTime(text, zone) {
  const wanted = Date.parse(`${text}Z`) / 1000;
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    guess += wanted - Date.parse(`${wallTime(guess, zone)}Z`) / 1000;
  }
  return guess;
}
