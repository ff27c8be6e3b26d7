/**
 * From the schema of an event's payload to the columns that hold it in a block. A *scope* is a set of
 * columns of one length: the rows of a type are scope 0; each optional field and each array opens a
 * scope of its own, so that what is absent takes no place.
 */
import { Kind, type TObject, type TSchema } from '@sinclair/typebox';
import { HivetapeError } from '../core/errors.js';
import { isFreeJson, isLateField } from '../domain/schema.js';

/** `flag`: one bit a row, also for the presence of an optional field. `length`: items of an array. */
export type ColumnKind = 'integer' | 'number' | 'flag' | 'text' | 'presence' | 'length';

export interface Column {
  readonly kind: ColumnKind;
  readonly scope: number;
  /** Scope whose number of rows this column decides; only for `presence` and `length`. */
  readonly opens: number | undefined;
  /** Names from the payload's root, joined by dots; for messages and for picking one column. */
  readonly path: string;
  /** Belongs to a late field: see {@link ColumnLayout.late}. */
  readonly isLate: boolean;
}

export type LayoutNode =
  | { readonly kind: 'integer' | 'number' | 'flag' | 'text' | 'json'; readonly column: number }
  | { readonly kind: 'object'; readonly fields: readonly LayoutField[] }
  | { readonly kind: 'array'; readonly column: number; readonly scope: number; readonly item: LayoutNode };

export interface LayoutField {
  readonly name: string;
  readonly node: LayoutNode;
  /** Present for an optional field: its presence column and the scope of its values. */
  readonly optional: { readonly column: number; readonly scope: number } | undefined;
}

export interface ColumnLayout {
  readonly root: LayoutNode;
  readonly columns: readonly Column[];
  readonly scopes: number;
  /** Places of the columns in the order they are written. */
  readonly early: readonly number[];
  /**
   * Places of the columns of late fields: optional ones that were added after logs had been written. A
   * block in which no event has one is written without them, so old and new blocks are the same bytes.
   */
  readonly late: readonly number[];
}

interface Drawing {
  readonly columns: Column[];
  scopes: number;
}

const FIELD_NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** Returns the layout of a payload. Columns stand in the order of the schema's fields. Throws `schema-not-storable`. */
export function columnLayout(schema: TObject): ColumnLayout {
  const drawing: Drawing = { columns: [], scopes: 1 };
  const root = nodeOf(schema, { drawing, scope: 0, path: '', isLate: false });
  const { columns, scopes } = drawing;
  const places = (isLate: boolean): readonly number[] => columns.flatMap((column, place) => (column.isLate === isLate ? [place] : []));
  return { root, columns, scopes, early: places(false), late: places(true) };
}

interface Place {
  readonly drawing: Drawing;
  readonly scope: number;
  readonly path: string;
  readonly isLate: boolean;
}

function nodeOf(schema: TSchema, place: Place): LayoutNode {
  switch (schema[Kind]) {
    case 'Integer':
      return { kind: 'integer', column: addColumn('integer', place) };
    case 'Number':
      return { kind: 'number', column: addColumn('number', place) };
    case 'Boolean':
      return { kind: 'flag', column: addColumn('flag', place) };
    case 'String':
      return { kind: 'text', column: addColumn('text', place) };
    case 'Object':
      return objectNode(schema as TObject, place);
    case 'Array':
      return arrayNode(schema, place);
    default:
      if (isWords(schema)) return { kind: 'text', column: addColumn('text', place) };
      if (isFreeJson(schema)) return { kind: 'json', column: addColumn('text', place) };
      throw notStorable(place.path, String(schema[Kind]));
  }
}

function isWords(schema: TSchema): boolean {
  if (schema[Kind] === 'Literal') return typeof schema['const'] === 'string';
  return schema[Kind] === 'Union' && (schema['anyOf'] as TSchema[]).every(isWords);
}

function objectNode(schema: TObject, place: Place): LayoutNode {
  const fields = Object.entries(schema.properties).map(([name, field]): LayoutField => {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    if (!FIELD_NAME.test(name)) throw notStorable(path, 'a field name of other than letters and digits');
    const isRequired = schema.required?.includes(name) === true;
    const isLate = place.isLate || isLateField(field);
    if (isLate && isRequired && !place.isLate) throw notStorable(path, 'a late field that is required');
    const here = { ...place, path, isLate };
    if (isRequired) return { name, node: nodeOf(field, here), optional: undefined };
    const scope = openScope(place.drawing);
    const column = addColumn('presence', here, scope);
    return { name, node: nodeOf(field, { ...here, scope }), optional: { column, scope } };
  });
  return { kind: 'object', fields };
}

function arrayNode(schema: TSchema, place: Place): LayoutNode {
  const scope = openScope(place.drawing);
  const column = addColumn('length', place, scope);
  const item = nodeOf(schema['items'] as TSchema, { ...place, scope, path: `${place.path}[]` });
  return { kind: 'array', column, scope, item };
}

function openScope(drawing: Drawing): number {
  drawing.scopes += 1;
  return drawing.scopes - 1;
}

function addColumn(kind: ColumnKind, { drawing, scope, path, isLate }: Place, opens?: number): number {
  return drawing.columns.push({ kind, scope, opens, path, isLate }) - 1;
}

function notStorable(path: string, found: string): HivetapeError {
  return new HivetapeError('schema-not-storable', `The schema of a payload has a column layout (found ${found} at "${path}").`);
}
