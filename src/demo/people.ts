/** The people of the story; they live in config/demo.yaml, but for the customers and the stranger. */
export const DESK = "support@desk.example";
export const AGENT = "one@desk.example";
export const SECOND_AGENT = "two@desk.example";
export const OPERATIONS = "ops@desk.example";
export const METTE = "mette@north.example";
export const JOHN = "john@west.example";
export const STRANGER = "mallory@elsewhere.example";

export const EVERYBODY = [DESK, AGENT, SECOND_AGENT, "three@desk.example", OPERATIONS, METTE, JOHN, STRANGER] as const;

export const NAMES: Readonly<Record<string, string>> = {
  [AGENT]: "Agent One",
  [METTE]: "Mette Holm",
  [JOHN]: "John Reed",
  [STRANGER]: "Mallory",
};
