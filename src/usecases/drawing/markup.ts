/** A finished piece of SVG. Only `element` and `textNode` make it, so text of strangers cannot pass as markup. */
export type Markup = string & { readonly __markup: true };

export type Attributes = Readonly<Record<string, string | number>>;

/** An element with escaped attributes; numbers are written with at most one decimal. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(plain(value))}"`);
  const opening = `<${name}${written.join("")}`;
  return (children.length === 0 ? `${opening}/>` : `${opening}>${children.join("")}</${name}>`) as Markup;
}

/** Text between tags. Controls and what may turn the direction of writing become spaces; XML allows few of them at all. */
export function textNode(text: string): Markup {
  return escapeText(text) as Markup;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]+/gu, " ")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

function plain(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
}
