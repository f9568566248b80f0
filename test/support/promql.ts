import { parser } from "@prometheus-io/lezer-promql";

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

type Node = ReturnType<typeof parser.parse>["topNode"];

/** The selectors of an expression of PromQL, by the grammar of Prometheus; throws where the expression is none. */
export function selectorsOf(expression: string): Selector[] {
  const textOf = ({ from, to }: Pick<Node, "from" | "to">) => expression.slice(from, to);
  const selectors: Selector[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, node }) {
      if (type.isError) throw new Error(`${expression}: not understood at ${from}: ${expression.slice(from)}`);
      if (type.name === "VectorSelector") selectors.push(readSelector(node, textOf));
    },
  });
  return selectors;
}

function readSelector(node: Node, textOf: (node: Node) => string): Selector {
  const said = (of: Node, name: string) => {
    const child = of.getChild(name);
    return child === null ? "" : textOf(child);
  };
  const matchers = (node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []).map((matcher) => ({
    label: said(matcher, "LabelName"),
    operator: said(matcher, "MatchOp"),
    value: said(matcher, "StringLiteral").slice(1, -1),
  }));
  return { metric: said(node, "Identifier"), matchers };
}
