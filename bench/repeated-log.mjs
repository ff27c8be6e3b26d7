// A log as long as one likes, of the swarm scenario's own mix of events: its log again and again, each time
// later, with every reference moved along. Twenty years pass in 73 days: otherwise ten million events would
// end behind the last instant that a number can hold.

const DAY = 86_400_000_000;
const HASTE = 100;

/** Returns the events of the swarm scenario, performed once in memory. */
export async function swarmEvents(load, scenarioFile) {
  const [{ loadScenario }, { runScenario }, { memoryRunStore }, { catalogue }] = await Promise.all([
    load('lab/scenario/load-scenario.js'), load('lab/run.js'), load('store/memory-run-store.js'), load('domain/catalogue.js'),
  ]);
  const scenario = await loadScenario(scenarioFile, {});
  const store = memoryRunStore(catalogue);
  const events = [];
  // Taken as they are said, not read back: a reader whose first events are all kept is compiled by V8 to keep what it
  // reads, in old space, and every later scan of the process would be measured at half its speed.
  const create = store.create.bind(store);
  store.create = (...what) => {
    const writer = create(...what);
    const append = writer.append.bind(writer);
    writer.append = (event) => {
      append(event);
      events.push(event);
    };
    return writer;
  };
  await runScenario(store, scenario.scenario, { project: scenario, environment: () => null });
  return events;
}

/** Gives `total` events, dense from 0. */
export function* repeated(events, total) {
  const begin = events[0].time;
  const hasty = (time) => begin + Math.floor((time - begin) / HASTE);
  const span = Math.ceil((hasty(events.at(-1).time) - begin) / DAY + 2) * DAY;
  for (let round = 0, offset = 0; ; round += 1) {
    const shift = round * events.length;
    const later = round * span;
    for (const event of events) {
      if (offset === total) return;
      yield {
        offset,
        type: event.type,
        version: event.version,
        time: hasty(event.time) + later,
        deliverAt: hasty(event.time) + later + event.deliverAt - event.time,
        agent: event.agent,
        topic: event.topic,
        to: event.to,
        correlation: event.correlation === -1 ? -1 : event.correlation + shift,
        causation: event.causation === -1 ? -1 : event.causation + shift,
        data: event.data,
      };
      offset += 1;
    }
  }
}

/** Gives the same in arrays of 1,000, each made when it is asked for: as fresh as events are when a run records them. */
export function* portions(events, total, size = 1_000) {
  let portion = [];
  for (const event of repeated(events, total)) {
    if (portion.push(event) < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
