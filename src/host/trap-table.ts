/**
 * What is trapped while agents run. Each row is a property that can be replaced; a name that this
 * version of Node does not know is left out. `**` and `Math.pow` on constants cannot be trapped: they
 * are found in the source by `determinism-lint.ts`.
 */

export interface Trap {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly replacement: unknown;
}

type Refuse = (api: string, trap: (...args: never[]) => unknown) => never;

const LOCAL_PARTS = [
  'getDate', 'getDay', 'getFullYear', 'getHours', 'getMilliseconds', 'getMinutes', 'getMonth', 'getSeconds', 'getTimezoneOffset', 'getYear',
  'setDate', 'setFullYear', 'setHours', 'setMilliseconds', 'setMinutes', 'setMonth', 'setSeconds', 'setYear',
  'toString', 'toDateString', 'toTimeString', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString',
];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'];
const COLLECTED = ['WeakRef', 'FinalizationRegistry'];
const OF_PROCESS = ['nextTick', 'cwd', 'chdir', 'uptime', 'memoryUsage', 'cpuUsage', 'resourceUsage'];
const OF_CRYPTO = ['randomUUID', 'getRandomValues'];
const LOCALISED: readonly (readonly [name: string, owner: object, methods: readonly string[]])[] = [
  ['String.prototype', String.prototype, ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase']],
  ['Number.prototype', Number.prototype, ['toLocaleString']],
  ['BigInt.prototype', BigInt.prototype, ['toLocaleString']],
  ['Array.prototype', Array.prototype, ['toLocaleString']],
];
/** Text whose instant does not depend on the zone of the machine: a date, or a date and time with a zone. */
const ZONED = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** Returns the traps that this machine has a place for. `refuse` is called by each with its name and itself. */
export function trapTable(refuse: Refuse): readonly Trap[] {
  const method = (name: string, owner: object, key: string): readonly Trap[] => {
    const place = placeOf(owner, key);
    if (!place) return [];
    const api = name === 'globalThis' ? `${key}()` : `${name}.${key}()`;
    // A plain function and no arrow, since some of these are called with `new`.
    return [{ owner: place, key, replacement: function trapped(): never { return refuse(api, trapped); } }];
  };
  const methods = (name: string, owner: object, keys: readonly string[]): readonly Trap[] =>
    keys.flatMap((key) => method(name, owner, key));

  return [
    { owner: globalThis, key: 'Date', replacement: trappedDate(refuse) },
    ...method('Date', Date, 'now'),
    ...methods('Date.prototype', Date.prototype, LOCAL_PARTS),
    ...method('Math', Math, 'random'),
    ...method('performance', performance, 'now'),
    ...methods('globalThis', globalThis, [...TIMERS, ...COLLECTED]),
    ...methods('process', process, OF_PROCESS),
    ...hrtimeTraps(method),
    { owner: process, key: 'env', replacement: trappedObject('process.env', process.env, refuse) },
    ...methods('crypto', globalThis.crypto, OF_CRYPTO),
    { owner: globalThis, key: 'Intl', replacement: trappedObject('Intl', Intl, refuse) },
    ...temporalTraps(methods),
    ...LOCALISED.flatMap(([name, owner, keys]) => methods(name, owner, keys)),
  ];
}

/** Returns the object along the prototype chain that holds the property, if it can be replaced there. */
function placeOf(owner: object, key: string): object | undefined {
  for (let place: object | null = owner; place !== null; place = Object.getPrototypeOf(place) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(place, key);
    if (descriptor) return descriptor.writable === true ? place : undefined;
  }
  return undefined;
}

function trappedDate(refuse: Refuse): unknown {
  const handler: ProxyHandler<DateConstructor> = {
    construct: function construct(target, values: unknown[], newTarget): object {
      if (values.length === 0) refuse('new Date()', construct);
      if (values.length > 1) refuse('new Date(…) with parts in the local zone', construct);
      if (typeof values[0] === 'string' && !ZONED.test(values[0])) refuse('new Date(…) with text in the local zone', construct);
      return Reflect.construct(target, values, newTarget === proxy ? target : newTarget) as object;
    },
    apply: function apply(): never {
      return refuse('Date()', apply);
    },
  };
  const proxy: object = new Proxy(Date, handler);
  return proxy;
}

function trappedObject(name: string, target: object, refuse: Refuse): unknown {
  return new Proxy(target, {
    get: function get(held, key): unknown {
      return typeof key === 'symbol' ? Reflect.get(held, key) : refuse(`${name}.${key}`, get);
    },
    has: function has(_held, key): never {
      return refuse(`${name}.${String(key)}`, has);
    },
    ownKeys: function ownKeys(): never {
      return refuse(name, ownKeys);
    },
  });
}

/** The function has a function on it, and either may have been taken along from before. */
function hrtimeTraps(method: (name: string, owner: object, key: string) => readonly Trap[]): readonly Trap[] {
  const inPlace = method('process.hrtime', process.hrtime, 'bigint');
  const whole = method('process', process, 'hrtime');
  for (const { replacement } of whole) Object.assign(replacement as object, { bigint: inPlace[0]?.replacement });
  return [...inPlace, ...whole];
}

function temporalTraps(methods: (name: string, owner: object, keys: readonly string[]) => readonly Trap[]): readonly Trap[] {
  const { Temporal: temporal } = globalThis as { Temporal?: { Now?: object } };
  if (temporal?.Now === undefined) return [];
  return methods('Temporal.Now', temporal.Now, Object.getOwnPropertyNames(temporal.Now));
}
