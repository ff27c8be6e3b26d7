/** Which fields of an event name places in its own log; they shift when an event is inserted before. */
import type { TObject, TSchema } from '@sinclair/typebox';
import { catalogue, isEventType } from './catalogue.js';

export type FieldPath = readonly string[];

/** Returns the paths of the fields of a type of event that hold offsets. */
export function offsetFieldsOf(type: string): readonly FieldPath[] {
  return isEventType(type) ? find(catalogue[type].schema, []) : [];
}

function find(schema: TSchema, path: FieldPath): FieldPath[] {
  if (schema['offset'] === true) return [path];
  const { properties } = schema as Partial<TObject>;
  return properties === undefined ? [] : Object.entries(properties).flatMap(([key, part]) => find(part, [...path, key]));
}
