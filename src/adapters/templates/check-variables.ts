import { ForTag, type Liquid, type Template } from "liquidjs";

/** A variable that a template asks for and is not given, where it stands, and what is there instead. */
export interface VariableFault {
  readonly line: number;
  readonly message: string;
}

type Segments = readonly unknown[];

/** What liquid itself gives every list and text, and a loop. */
const ALWAYS = ["size", "first", "last"];

/**
 * Looks at every variable of a template, in every branch, whatever the sample data would render: each must be among what the template is given.
 * `given` is an example of it with nothing left out; what is null there may be anything.
 */
export function checkVariables(
  engine: Liquid,
  templates: Template[],
  given: Readonly<Record<string, unknown>>,
): VariableFault[] {
  const { variables, locals } = engine.analyzeSync(templates, { partials: false });
  const scope = new Map<string, unknown[]>(Object.entries(given).map(([name, value]) => [name, [value]]));
  for (const name of [...Object.keys(locals), "forloop"]) scope.set(name, [...(scope.get(name) ?? []), null]);
  bindLoops(templates, scope);
  return Object.values(variables)
    .flat()
    .flatMap((variable) => {
      const missing = missingIn(scope, variable.segments as Segments);
      if (missing === null) return [];
      const message = `${String(variable)} is not given here; ${missing.length === 0 ? "nothing is there" : `there are ${missing.join(", ")}`}`;
      return [{ line: variable.location.row, message }];
    });
}

// The name of a loop is, within it, each of what the loop goes through.
function bindLoops(templates: readonly Template[], scope: Map<string, unknown[]>): void {
  for (const template of templates) {
    if (template instanceof ForTag) {
      const { collection } = template as unknown as { collection: { props?: { content?: unknown }[] } };
      const segments = (collection.props ?? []).map(({ content }) => content);
      const items = found(scope, segments).flatMap((list) => (Array.isArray(list) && list.length > 0 ? list : [null]));
      scope.set(template.variable, [...(scope.get(template.variable) ?? []), ...items]);
    }
    bindLoops(childrenOf(template), scope);
  }
}

/** How liquid hands out what is inside a tag, whichever way it is run. */
type Children = (partials: boolean, sync: boolean) => Generator<unknown, Template[], unknown>;

function childrenOf(template: Template): Template[] {
  const children = (template as Template & { children?: Children }).children?.(false, true);
  if (children === undefined) return [];
  let step = children.next();
  while (!step.done) step = children.next(step.value);
  return step.value;
}

/** Null when it is given; else the names that are there instead. */
function missingIn(scope: ReadonlyMap<string, unknown[]>, segments: Segments): string[] | null {
  if (found(scope, segments).length > 0) return null;
  const parents = segments.length === 1 ? [] : found(scope, segments.slice(0, -1));
  if (segments.length === 1 || parents.length === 0) return [...scope.keys()].sort();
  return [...new Set(parents.flatMap((parent) => (isRecord(parent) ? Object.keys(parent) : ALWAYS)))];
}

function found(scope: ReadonlyMap<string, unknown[]>, [root, ...rest]: Segments): unknown[] {
  return rest.reduce<unknown[]>(
    (values, segment) => values.flatMap((value) => within(value, segment)),
    scope.get(String(root)) ?? [],
  );
}

function within(value: unknown, segment: unknown): unknown[] {
  if (value === null) return [null];
  if (Array.isArray(value)) {
    if (segment === "size") return [0];
    return typeof segment === "number" || ALWAYS.includes(String(segment)) ? value : [];
  }
  if (typeof value === "string") return segment === "size" ? [0] : [];
  return isRecord(value) && Object.hasOwn(value, String(segment)) ? [value[String(segment)]] : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
