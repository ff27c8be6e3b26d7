/**
 * Events as a table for others: the envelope as columns, the content as JSON, and of events of one type the
 * fields of the content as columns too, so that a database or a data frame need not take JSON apart.
 */
import type { TSchema } from '@sinclair/typebox';
import { NO_CAUSE, type Recorded } from '../core/event.js';
import { catalogue, type EventType } from '../domain/catalogue.js';
import type { ParquetColumn, ParquetKind, ParquetValue } from '../host/parquet-file.js';

export interface EventColumn extends ParquetColumn {
  readonly valueOf: (event: Recorded) => ParquetValue;
}

/** Returns the columns of any events, or of events of one type. */
export function eventColumns(onlyType?: EventType): readonly EventColumn[] {
  return onlyType === undefined ? envelopeColumns : [...envelopeColumns, ...fieldColumns(catalogue[onlyType].schema, [])];
}

const envelopeColumns: readonly EventColumn[] = [
  { name: 'offset', kind: 'integer', optional: false, valueOf: ({ offset }) => offset },
  { name: 'time', kind: 'instant', optional: false, valueOf: ({ time }) => time },
  { name: 'deliver_at', kind: 'instant', optional: false, valueOf: ({ deliverAt }) => deliverAt },
  { name: 'type', kind: 'text', optional: false, valueOf: ({ type }) => type },
  { name: 'agent', kind: 'text', optional: false, valueOf: ({ agent }) => agent },
  { name: 'topic', kind: 'text', optional: false, valueOf: ({ topic }) => topic },
  { name: 'correlation', kind: 'integer', optional: true, valueOf: ({ correlation }) => (correlation === NO_CAUSE ? undefined : correlation) },
  { name: 'causation', kind: 'integer', optional: true, valueOf: ({ causation }) => (causation === NO_CAUSE ? undefined : causation) },
  { name: 'data', kind: 'json', optional: false, valueOf: ({ data }) => data as object },
];

/** Returns a column for every plain field, those of inner objects too, named by their path. */
function fieldColumns(schema: TSchema, path: readonly string[]): EventColumn[] {
  const properties = (schema as { readonly properties?: Readonly<Record<string, TSchema>> }).properties ?? {};
  return Object.entries(properties).flatMap(([key, field]): EventColumn[] => {
    const inner = [...path, key];
    if (field['type'] === 'object' && field['properties'] !== undefined) return fieldColumns(field, inner);
    const kind = kindOf(field);
    return kind === undefined ? [] : [{ name: `data.${inner.join('.')}`, kind, optional: true, valueOf: ({ data }) => valueAt(data, inner) }];
  });
}

function kindOf(field: TSchema): ParquetKind | undefined {
  const choices = field['anyOf'] as readonly TSchema[] | undefined;
  if (choices !== undefined) return choices.every(({ type }) => type === 'string') ? 'text' : undefined;
  const kinds: Readonly<Record<string, ParquetKind>> = { integer: 'integer', number: 'number', string: 'text', boolean: 'flag' };
  return kinds[String(field['type'])];
}

function valueAt(data: unknown, path: readonly string[]): ParquetValue {
  let value = data;
  for (const key of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return value as ParquetValue;
}
