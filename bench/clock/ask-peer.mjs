// node bench/clock/ask-peer.mjs DIRECTORY PEER: asks one published package, installed in that directory, the questions on
// stdin, in a process of its own, since these packages keep their settings in one global place and follow the process's zone.
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const [directory, name] = process.argv.slice(2);
const load = createRequire(join(directory, "peer.js"));
const { questions, holidays, hours, zone, rounds } = JSON.parse(await text(process.stdin));

const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const spans = WEEKDAYS.map((weekday) =>
  (hours[weekday.slice(0, 3)] ?? []).map((span) => span.map((time) => `${time}:00`)),
);

let holidaysFrom = () => undefined;
const peers = {
  "moment-business-time": () => overMoment((moment, start) => moment(start)),
  "moment-business-time in a zone": () => overMoment((moment, start) => moment.tz(start, zone)),
  "dayjs-business-time": () => {
    const dayjs = load("dayjs");
    dayjs.extend(load("dayjs-business-time"));
    const ofDay = (list) => (list.length === 0 ? null : list.map(([start, end]) => ({ start, end })));
    dayjs.setBusinessTime(Object.fromEntries(WEEKDAYS.map((weekday, index) => [weekday, ofDay(spans[index])])));
    holidaysFrom = (list) => dayjs.setHolidays(list);
    return (start, amount, unit) => dayjs(start).addBusinessTime(amount, unit).valueOf();
  },
};

function overMoment(at) {
  const moment = load("moment-timezone");
  load("moment-business-time");
  const workinghours = Object.fromEntries(spans.map((list, index) => [index, list[0] ?? null]));
  holidaysFrom = (list) => moment.updateLocale("en", { workinghours, holidays: list });
  return (start, amount, unit) => at(moment, start).addWorkingTime(amount, unit).valueOf();
}

const add = peers[name]();
// Whole hours are what these packages add fastest.
const ask = ({ start, targetMinutes }) =>
  targetMinutes % 60 === 0 ? add(start, targetMinutes / 60, "hours") : add(start, targetMinutes, "minutes");

const measure = () => {
  const speeds = Array.from({ length: rounds }, () => {
    const from = performance.now();
    for (const question of questions) ask(question);
    return (questions.length / (performance.now() - from)) * 1000;
  }).sort((one, other) => one - other);
  return speeds[Math.floor(rounds / 2)];
};

holidaysFrom(holidays);
const answers = questions.map(ask);
const perSecond = measure();
holidaysFrom([]);
process.stdout.write(JSON.stringify({ answers, perSecond, perSecondWithoutHolidays: measure() }));
