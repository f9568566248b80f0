import { Histogram, type MetricObjectWithValues, type MetricValueWithName, type Registry } from "prom-client";
import type { Lateness } from "../../usecases/ports/measure-store.ts";

interface TalliedHistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly bounds: readonly number[];
  readonly registers: Registry[];
}

/** A histogram that is counted elsewhere: it shows what it was last given, and observes nothing itself. */
export class TalliedHistogram extends Histogram {
  readonly #name: string;
  readonly #bounds: readonly number[];
  #counted: Lateness = { counts: [], sumSeconds: 0 };

  constructor({ name, help, bounds, registers }: TalliedHistogramOptions) {
    super({ name, help, buckets: [...bounds], registers });
    this.#name = name;
    this.#bounds = bounds;
  }

  show(counted: Lateness): void {
    this.#counted = counted;
  }

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { counts, sumSeconds } = this.#counted;
    let below = 0;
    const buckets = [...this.#bounds, "+Inf"].map((le, index) => {
      below += counts[index] ?? 0;
      return { metricName: `${this.#name}_bucket`, labels: { le }, value: below };
    });
    const values = [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels: {}, value: sumSeconds },
      { metricName: `${this.#name}_count`, labels: {}, value: below },
    ];
    return { ...(await super.get()), values };
  }
}
