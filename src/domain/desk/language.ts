/** The languages the desk speaks to people in: every name in desk.yaml is written in each of them. */
export const LANGUAGES = ["da", "en"] as const;

export type Language = (typeof LANGUAGES)[number];

/** One text in every language of the desk. */
export type Bilingual = Readonly<Record<Language, string>>;
