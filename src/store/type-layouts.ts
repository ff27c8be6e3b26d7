/**
 * The catalogue as the codec needs it: for each type and version a column layout, the functions that
 * fill and read it, and its check. Made when first needed, then kept, and shared by all logs of a store.
 */
import { Type, type TObject } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import type { Recorded } from '../core/event.js';
import { columnLayout, type ColumnLayout } from './column-layout.js';
import { eventCheck, type EventCheck } from '../domain/event-check.js';
import type { EarlierVersion, LogCatalogue } from './log-catalogue.js';
import { rowFunctions, type RowFunctions } from './row-functions.js';
import { isSealedVersion, versionInside } from './sealed-version.js';

export interface TypeLayout extends RowFunctions {
  readonly type: string;
  readonly version: number;
  readonly layout: ColumnLayout;
  readonly check: EventCheck;
}

const sealedPayload = Type.Object({ sealed: Type.String() });

export class TypeLayouts {
  private readonly made = new Map<string, TypeLayout>();

  /** Whether any type has been another before. */
  private readonly hasEarlier: boolean;

  constructor(
    private readonly catalogue: LogCatalogue,
    /** Replays of a log that was already checked may leave the checks out. */
    private readonly checked = true,
  ) {
    this.hasEarlier = Object.values(catalogue).some(({ earlier }) => earlier !== undefined);
  }

  /** Returns events as they would be said now; those of the current versions, and what is shown sealed, are the same objects. Throws `event-type-unknown`, `invalid-event`. */
  upcast(events: Recorded[]): Recorded[] {
    if (!this.hasEarlier) return events;
    return events.map((event) => (event.version === this.catalogue[event.type]?.version || isSealedVersion(event.version) ? event : this.upcastOne(event)));
  }

  /** Throws `event-type-unknown`. */
  ofVersion(type: string, version: number): TypeLayout {
    const key = `${version} ${type}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const layout = this.make(type, version);
    this.made.set(key, layout);
    return layout;
  }

  /** Returns the layout that new events of a type are written in. Throws `event-type-unknown`. */
  current(type: string): TypeLayout {
    if (!Object.hasOwn(this.catalogue, type)) throw unknownType(type, undefined);
    return this.ofVersion(type, this.catalogue[type].version);
  }

  private upcastOne(event: Recorded): Recorded {
    const { type } = event;
    const current = this.current(type);
    let { data, version } = event;
    for (; version < current.version; version += 1) data = this.earlierOf(type, version).upcast(data);
    if (version !== current.version) throw unknownType(type, event.version);
    current.check(data);
    return { ...event, version, data };
  }

  private earlierOf(type: string, version: number): EarlierVersion {
    const earlier = this.catalogue[type].earlier?.[version];
    if (earlier === undefined) throw unknownType(type, version);
    return earlier;
  }

  private make(type: string, version: number): TypeLayout {
    const schema = this.schemaOf(type, version);
    const layout = columnLayout(schema);
    const check = this.checked ? eventCheck(type, schema, { free: false }) : () => undefined;
    return { type, version, layout, check, ...rowFunctions(layout, this.checked) };
  }

  private schemaOf(type: string, version: number): TObject {
    if (isSealedVersion(version)) return this.schemaOf(type, versionInside(version)) && sealedPayload;
    const entry = Object.hasOwn(this.catalogue, type) ? this.catalogue[type] : undefined;
    const schema = entry?.version === version ? entry.schema : entry?.earlier?.[version]?.schema;
    if (schema === undefined) throw unknownType(type, version);
    return schema;
  }
}

function unknownType(type: string, version: number | undefined): HivetapeError {
  const found = version === undefined ? `"${type}"` : `"${type}" version ${version}`;
  return new HivetapeError('event-type-unknown', `An event's type and version stand in the catalogue (found ${found}).`, {
    values: { type, version },
  });
}
