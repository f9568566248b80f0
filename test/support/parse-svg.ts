export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text in it, unescaped, that of its children included. */
  text: string;
}

const TOKEN = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Reads the plain XML that drawings are written in; throws at the first thing that is not well-formed. */
export function parseSvg(text: string): SvgElement[] {
  const document: Document = { elements: [], open: [] };
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text);
    if (token === null) throw new Error(`not well-formed: ${text.slice(at, at + 80)}`);
    const [, closing, name = "", attributes = "", selfClosing, characters] = token;
    if (characters !== undefined) write(document, characters);
    else if (closing === "/") close(document, name);
    else begin(document, { name, attributes: readAttributes(attributes), text: "" }, selfClosing === "");
  }
  if (document.open.length > 0) throw new Error(`<${document.open.at(-1)?.name}> is never closed`);
  return document.elements;
}

interface Document {
  readonly elements: SvgElement[];
  readonly open: SvgElement[];
}

function write({ open }: Document, characters: string): void {
  if (open.length === 0 && characters.trim() !== "") throw new Error(`text outside the root: ${characters}`);
  for (const element of open) element.text += unescaped(characters);
}

function close({ open }: Document, name: string): void {
  if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
}

function begin({ elements, open }: Document, element: SvgElement, isOpen: boolean): void {
  if (open.length === 0 && elements.length > 0) throw new Error(`<${element.name}> outside the root`);
  elements.push(element);
  if (isOpen) open.push(element);
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, unescaped(value)]);
  if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML allows no others than these.
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(text)) throw new Error("a character XML forbids");
  return text.replaceAll(/&([^;]*);?/g, (all, entity) => {
    const character = ENTITIES[entity];
    if (character === undefined || !all.endsWith(";")) throw new Error(`not an entity: ${all.slice(0, 20)}`);
    return character;
  });
}
