import type { Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Holiday } from "../../domain/calendar/holiday-source.ts";
import type { ClockKind, ClockState, EscalationKind } from "../../usecases/ports/clock-store.ts";

/** The tables of the clocks, their ladder and the versions of the desk they run by, as part of `Schema`. */
export interface ClockTables {
  desk_version: {
    id: GeneratedAlways<number>;
    hash: string;
    revision: Generated<number>;
    document: JSONColumnType<object>;
    loaded_at: Generated<Date>;
  };
  desk_holiday_year: { desk_version_id: number; country: string; year: number; holidays: JSONColumnType<Holiday[]> };
  sla_clock: {
    id: GeneratedAlways<number>;
    ticket_id: number;
    kind: ClockKind;
    level: string;
    calendar: string;
    desk_version_id: number;
    state: ClockState;
    started_at: Date;
    target_minutes: number;
    deadline_at: Date | null;
    elapsed_ms: Generated<number>;
    met_at: Date | null;
    breached_at: Date | null;
    pause_reason: string | null;
    next_wake_at: Date | null;
    generation: Generated<number>;
    ladder_held_until: Date | null;
    version: Generated<number>;
    armed_version: number | null;
  };
  clock_event: {
    id: GeneratedAlways<number>;
    clock_id: number;
    at: Date;
    type: string;
    data: JSONColumnType<Record<string, unknown>>;
    recorded_at: Generated<Date>;
  };
  escalation: {
    id: GeneratedAlways<number>;
    clock_id: number;
    generation: number;
    step: number;
    kind: EscalationKind;
    due_at: Date;
    fired_at: Date;
  };
  alert: {
    id: GeneratedAlways<number>;
    escalation_id: number | null;
    ticket_id: number | null;
    kind: string;
    recipient: string;
    outbox_id: number | null;
    waits_for_digest: Generated<boolean>;
    created_at: Generated<Date>;
  };
}
