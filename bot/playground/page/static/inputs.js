// Every input of Block Kit as the browser's own, which keyboards and screen readers know.

import { freshId, h } from "./dom.js";
import { fromWallTime, wallTime } from "./dates.js";
import { combobox } from "./combobox.js";
import { groupsOf, matching, optionsFound, same, shownAs } from "./choices.js";
import { textOf } from "./mrkdwn.js";

// Each is drawn from (element, value, changed, about, place): `changed(value, {soon, done})` hears
// of every change, `about` has id, key and what describes the input.

function typed(type, extra = {}) {
  return (element, value, changed, about) => h("input", {
    ...shared(element, about), ...extra, type, value: value ?? "",
    maxlength: element.max_length, minlength: element.min_length,
    oninput: (event) => changed(event.target.value, { soon: true }),
    onkeydown: (event) => {
      if (event.key !== "Enter" || !about.dispatches) return;
      event.preventDefault();
      changed(event.target.value, { done: true });
    },
  });
}

function shared(element, about) {
  const { id, key, describedby, invalid, label, required } = about;
  return {
    id, placeholder: element.placeholder?.text, data: { key }, "aria-describedby": describedby,
    "aria-invalid": invalid ? "true" : undefined, "aria-label": label, "aria-required": required ? "true" : undefined,
  };
}

function longText(element, value, changed, about) {
  const rows = element.type === "rich_text_input" ? element.min_lines || 4 : 4;
  return h("textarea", {
    ...shared(element, about), rows, value: value ?? "", maxlength: element.max_length || 3000,
    oninput: (event) => changed(event.target.value, { soon: true }),
  });
}

function plainText(element, value, changed, about) {
  const draw = element.multiline ? longText : typed("text");
  const box = draw(element, value, changed, about);
  if (!element.max_length || element.max_length >= 3000) return box;
  const left = h("span", { class: "left", "aria-hidden": "true" });
  const count = () => { left.textContent = String(element.max_length - box.value.length); };
  box.addEventListener("input", count);
  count();
  return h("span", { class: "counted" }, box, left);
}

function picker(type, toValue = (text) => text, toText = (value) => value) {
  return (element, value, changed, about) => h("input", {
    ...shared(element, about), type, value: value === null ? "" : toText(value, about.zone),
    onchange: (event) => changed(event.target.value ? toValue(event.target.value, about.zone) : null),
  });
}

function select(element, value, changed, about, place) {
  const groups = groupsOf(element, place.screen);
  const all = groups.flatMap((group) => group.choices);
  const option = (one) => h("option", { value: String(all.indexOf(one)) }, one.note ? `${one.label} (${one.note})` : one.label);
  const at = all.findIndex((one) => same(one.value, value));
  const nothing = h("option", { value: "" }, element.placeholder?.text || "Choose …");
  return h("select", {
    ...shared(element, about), placeholder: undefined, value: at < 0 ? "" : String(at),
    onchange: (event) => changed(event.target.value === "" ? null : all[Number(event.target.value)].value),
  }, nothing, groups.map((group) => (group.label
    ? h("optgroup", { label: group.label }, group.choices.map(option))
    : group.choices.map(option))));
}

function searched(several) {
  return (element, value, changed, about, place) => {
    const external = element.type.endsWith("external_select");
    const values = several ? value || [] : value ? [value] : [];
    return combobox({
      ...shared(element, about), key: about.key, several,
      least: external ? element.min_query_length ?? 3 : 0, most: element.max_selected_items,
      placeholder: element.placeholder?.text || (external ? "Type to search" : "Choose …"),
      chosen: values.map((one) => shownAs(one, element, place.screen)),
      find: async (text) => (external ? optionsFound(await place.search(text)) : matching(element, place.screen, text)),
      changed: (now) => changed(several ? now : now[0] ?? null),
    });
  };
}

function boxes(type) {
  return (element, value, changed, about, place) => {
    const name = freshId("choice");
    const chosen = type === "checkbox" ? [...(value || [])] : value ? [value] : [];
    const pick = (option, on) => {
      if (type === "radio") return changed(option);
      const at = chosen.findIndex((one) => same(one, option));
      if (on && at < 0) chosen.push(option);
      if (!on && at >= 0) chosen.splice(at, 1);
      return changed([...chosen]);
    };
    return h("div", { class: "boxes", id: about.id, role: type === "radio" ? "radiogroup" : "group",
      "aria-labelledby": about.labelledby, "aria-label": about.label, "aria-describedby": about.describedby },
      element.options.map((option, number) => h("label", { class: "box" },
        h("input", { type, name, value: option.value, data: { key: `${about.key}|${number}` },
          checked: chosen.some((one) => same(one, option)),
          onchange: (event) => pick(option, event.target.checked) }),
        h("span", {}, textOf(option.text, place.screen),
          option.description && h("small", {}, textOf(option.description, place.screen))))));
  };
}

function files(element, value, changed, about) {
  const names = (value || []).map((file) => file.name || file);
  return h("div", {},
    h("input", { ...shared(element, about), placeholder: undefined, type: "file", multiple: (element.max_files || 10) > 1,
      accept: element.filetypes?.map((one) => `.${one}`).join(","),
      onchange: (event) => changed([...event.target.files].map((file) => file.name)) }),
    h("p", { class: "hint" }, names.length ? `Chosen: ${names.join(", ")}. ` : "", "Files stay where they are: only their names are used here."));
}

const DRAW = {
  plain_text_input: plainText,
  rich_text_input: longText,
  number_input: typed("text", { inputmode: "decimal" }),
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: picker("datetime-local", fromWallTime, wallTime),
  static_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  external_select: searched(false),
  multi_static_select: searched(true),
  multi_external_select: searched(true),
  multi_users_select: searched(true),
  multi_channels_select: searched(true),
  multi_conversations_select: searched(true),
  checkboxes: boxes("checkbox"),
  radio_buttons: boxes("radio"),
  file_input: files,
};

export function drawInput(element, value, changed, about, place) {
  return DRAW[element.type](element, value, changed, about, place);
}

// Groups of boxes are named by a caption; everything else by a label that leads to it.
export function isGroup(element) {
  return element.type === "checkboxes" || element.type === "radio_buttons";
}
