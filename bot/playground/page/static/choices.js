// What can be chosen in a select: the bot's own options, people, channels.

import { richWords } from "./rich_text.js";

const KEYS = {
  plain_text_input: "value", number_input: "value", email_text_input: "value", url_text_input: "value",
  rich_text_input: "rich_text_value", file_input: "files",
  static_select: "selected_option", external_select: "selected_option", radio_buttons: "selected_option",
  checkboxes: "selected_options", multi_static_select: "selected_options", multi_external_select: "selected_options",
  users_select: "selected_user", multi_users_select: "selected_users",
  conversations_select: "selected_conversation", multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel", multi_channels_select: "selected_channels",
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
};

export function isInput(element) {
  return element.type in KEYS;
}

// What stands in an input, from its entry in `state.values`.
export function standing(element, entry) {
  const value = entry?.[KEYS[element.type]] ?? null;
  if (element.type === "rich_text_input") return richWords(value).trimEnd();
  return value;
}

function ofOption(option) {
  return { label: option.text.text, note: option.description?.text, value: option };
}

function people(screen) {
  return Object.values(screen.people)
    .filter((person) => !person.bot)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((person) => ({ label: person.name, note: person.elsewhere ? person.workspace : undefined, value: person.id }));
}

function channels(screen) {
  return screen.channels.map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
}

function conversations(screen) {
  const direct = screen.app.dm ? [{ label: `@${screen.app.name}`, value: screen.app.dm.id }] : [];
  return [...channels(screen), ...direct];
}

// Groups of choices: [{label, choices}]; a select without groups has one without a label.
export function groupsOf(element, screen) {
  if (element.type.includes("users")) return [{ choices: people(screen) }];
  if (element.type.includes("conversations")) return [{ choices: conversations(screen) }];
  if (element.type.includes("channels")) return [{ choices: channels(screen) }];
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: group.label.text, choices: group.options.map(ofOption) }));
  }
  return [{ choices: (element.options || []).map(ofOption) }];
}

export function same(first, second) {
  if (first === null || second === null || typeof first !== "object") return first === second;
  return first.value === second.value;
}

// A value of any select as something to show.
export function shownAs(value, element, screen) {
  if (typeof value === "object") return ofOption(value);
  const all = groupsOf(element, screen).flatMap((group) => group.choices);
  return all.find((one) => one.value === value) || { label: value, value };
}

export function optionsFound(options) {
  return options.map(ofOption);
}

export function matching(element, screen, typed) {
  const words = typed.toLowerCase();
  return groupsOf(element, screen)
    .flatMap((group) => group.choices)
    .filter((one) => one.label.toLowerCase().includes(words));
}
