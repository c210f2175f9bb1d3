// The few emoji that a bot is likely to name; any other keeps its name.

const KNOWN = {
  wave: "👋", tada: "🎉", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️",
  calendar: "📅", bell: "🔔", bulb: "💡", chart_with_upwards_trend: "📈", seedling: "🌱",
  chart_with_downwards_trend: "📉", bar_chart: "📊", dart: "🎯", pencil: "📝", memo: "📝",
  thumbsup: "👍", "+1": "👍", "-1": "👎", heart: "❤️", star: "⭐", smile: "😄", slightly_smiling_face: "🙂",
  school: "🏫", hospital: "🏥", handshake: "🤝", clap: "👏", eyes: "👀", question: "❓", pray: "🙏",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", information_source: "ℹ️", lock: "🔒",
};

export function emoji(name) {
  return KNOWN[name] || `:${name}:`;
}
