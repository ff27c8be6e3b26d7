/**
 * Writes, once per event type, the two small functions that move a payload into its columns and back.
 * They are made with `new Function` from the field names of our own schemas, which are letters and
 * digits only, so that every property access is as fast as if it had been typed by hand. Nothing that
 * a user writes ever enters the text.
 */
import { canonicalJson } from '../core/canonical.js';
import { HivetapeError } from '../core/errors.js';
import { broken } from './byte-reader.js';
import type { ColumnLayout, LayoutField, LayoutNode } from './column-layout.js';
import type { ColumnStage } from './column-stage.js';

/** Puts a payload into the next row. Throws `value-not-canonical`; then `forgetHalfRow` must be called. */
export type RowWriter = (stage: ColumnStage, data: unknown, textNumber: (text: string) => number) => void;

/** Takes the payload of the next row out of the columns. */
export type RowReader = (stage: ColumnStage, texts: readonly string[]) => unknown;

export interface RowFunctions {
  readonly write: RowWriter;
  readonly read: RowReader;
}

interface Sheet {
  readonly lines: string[];
  names: number;
}

/** Returns the functions of a layout. `strict` refuses fields that the schema does not name. */
export function rowFunctions(layout: ColumnLayout, strict: boolean): RowFunctions {
  const writing: Sheet = { lines: [], names: 0 };
  const row = openRow(writing, 0);
  emitWrite(writing, layout.root, { value: 'data', row, path: '', strict });
  writing.lines.push(`counts[0] = ${row} + 1;`);

  const reading: Sheet = { lines: [], names: 0 };
  const cursor = nextRow(reading, 0);
  reading.lines.push(`return ${emitRead(reading, layout.root, cursor)};`);

  const opening = "'use strict'; const { columns, counts, cursors, capacities } = stage;";
  const makeWrite = new Function('json', 'refuse', 'refuseFields', `return (stage, data, text) => { ${opening}\n${writing.lines.join('\n')} };`);
  const makeRead = new Function('parse', `return (stage, texts) => { ${opening}\n${reading.lines.join('\n')} };`);
  return { write: makeWrite(canonicalJson, refuse, refuseFields) as RowWriter, read: makeRead(parseJson) as RowReader };
}

interface WriteAt {
  readonly value: string;
  readonly row: string;
  readonly path: string;
  readonly strict: boolean;
}

function emitWrite(sheet: Sheet, node: LayoutNode, at: WriteAt): void {
  const { value, row, path } = at;
  switch (node.kind) {
    case 'integer':
      sheet.lines.push(
        `if (!Number.isSafeInteger(${value}) || (${value} === 0 && 1 / ${value} < 0)) refuse('${path}', ${value});`,
        `columns[${node.column}][${row}] = ${value};`,
      );
      return;
    case 'number':
      sheet.lines.push(
        `if (${value} - ${value} !== 0 || (${value} === 0 && 1 / ${value} < 0)) refuse('${path}', ${value});`,
        `columns[${node.column}][${row}] = ${value};`,
      );
      return;
    case 'flag':
      sheet.lines.push(`columns[${node.column}][${row}] = ${value} ? 1 : 0;`);
      return;
    case 'text':
      sheet.lines.push(`columns[${node.column}][${row}] = text(${value});`);
      return;
    case 'json':
      sheet.lines.push(`columns[${node.column}][${row}] = text(json(${value}, '$.${path}'));`);
      return;
    case 'object':
      emitWriteObject(sheet, node.fields, at);
      return;
    case 'array':
      emitWriteArray(sheet, node, at);
  }
}

function emitWriteObject(sheet: Sheet, fields: readonly LayoutField[], at: WriteAt): void {
  const seen = name(sheet, 'seen');
  const required = fields.filter(({ optional }) => optional === undefined).length;
  sheet.lines.push(`let ${seen} = ${required};`);
  for (const field of fields) {
    const value = name(sheet, 'v');
    const path = at.path === '' ? field.name : `${at.path}.${field.name}`;
    sheet.lines.push(`const ${value} = ${at.value}.${field.name};`);
    if (field.optional === undefined) {
      emitWrite(sheet, field.node, { ...at, value, path });
      continue;
    }
    sheet.lines.push(`if (${value} === undefined) columns[${field.optional.column}][${at.row}] = 0; else {`);
    sheet.lines.push(`${seen} += 1; columns[${field.optional.column}][${at.row}] = 1;`);
    const row = openRow(sheet, field.optional.scope);
    emitWrite(sheet, field.node, { ...at, value, path, row });
    sheet.lines.push(`counts[${field.optional.scope}] = ${row} + 1; }`);
  }
  if (!at.strict) return;
  sheet.lines.push(`for (const key in ${at.value}) ${seen} -= 1;`);
  sheet.lines.push(`if (${seen} !== 0) refuseFields('${at.path}', ${at.value}, ${JSON.stringify(fields.map((field) => field.name))});`);
}

function emitWriteArray(sheet: Sheet, node: Extract<LayoutNode, { kind: 'array' }>, at: WriteAt): void {
  const index = name(sheet, 'i');
  const item = name(sheet, 'item');
  sheet.lines.push(`columns[${node.column}][${at.row}] = ${at.value}.length;`);
  sheet.lines.push(`for (let ${index} = 0; ${index} < ${at.value}.length; ${index} += 1) {`);
  sheet.lines.push(`const ${item} = ${at.value}[${index}];`);
  const row = openRow(sheet, node.scope);
  emitWrite(sheet, node.item, { ...at, value: item, row, path: `${at.path}[]` });
  sheet.lines.push(`counts[${node.scope}] = ${row} + 1; }`);
}

/** Emits what the value needs beforehand, and returns the expression that makes it. */
function emitRead(sheet: Sheet, node: LayoutNode, row: string): string {
  switch (node.kind) {
    case 'integer':
    case 'number':
      return `columns[${node.column}][${row}]`;
    case 'flag':
      return `columns[${node.column}][${row}] === 1`;
    case 'text':
      return `texts[columns[${node.column}][${row}]]`;
    case 'json':
      return `parse(texts[columns[${node.column}][${row}]])`;
    case 'object':
      return emitReadObject(sheet, node.fields, row);
    case 'array':
      return emitReadArray(sheet, node, row);
  }
}

function emitReadObject(sheet: Sheet, fields: readonly LayoutField[], row: string): string {
  const required = fields.filter(({ optional }) => optional === undefined);
  const literal = `{ ${required.map((field) => `${field.name}: ${emitRead(sheet, field.node, row)}`).join(', ')} }`;
  if (required.length === fields.length) return literal;

  const object = name(sheet, 'o');
  sheet.lines.push(`const ${object} = ${literal};`);
  for (const { name: fieldName, node, optional } of fields) {
    if (optional === undefined) continue;
    sheet.lines.push(`if (columns[${optional.column}][${row}] === 1) {`);
    const inner = nextRow(sheet, optional.scope);
    sheet.lines.push(`${object}.${fieldName} = ${emitRead(sheet, node, inner)}; }`);
  }
  return object;
}

function emitReadArray(sheet: Sheet, node: Extract<LayoutNode, { kind: 'array' }>, row: string): string {
  const items = name(sheet, 'items');
  const index = name(sheet, 'i');
  sheet.lines.push(`const ${items} = [];`);
  sheet.lines.push(`for (let ${index} = columns[${node.column}][${row}]; ${index} > 0; ${index} -= 1) {`);
  const inner = nextRow(sheet, node.scope);
  sheet.lines.push(`${items}.push(${emitRead(sheet, node.item, inner)}); }`);
  return items;
}

function openRow(sheet: Sheet, scope: number): string {
  const row = name(sheet, 'row');
  sheet.lines.push(`const ${row} = counts[${scope}]; if (${row} === capacities[${scope}]) stage.grow(${scope});`);
  return row;
}

function nextRow(sheet: Sheet, scope: number): string {
  const row = name(sheet, 'row');
  sheet.lines.push(`const ${row} = cursors[${scope}]; cursors[${scope}] = ${row} + 1;`);
  return row;
}

function name(sheet: Sheet, stem: string): string {
  sheet.names += 1;
  return `${stem}${sheet.names}`;
}

function refuse(path: string, found: unknown): never {
  throw new HivetapeError('value-not-canonical', `A recorded value is plain, finite data (found ${String(Object.is(found, -0) ? '-0' : found)} at "${path}").`);
}

function refuseFields(path: string, object: object, names: readonly string[]): never {
  const extra = Object.keys(object).find((key) => !names.includes(key));
  if (extra === undefined) refuse(path, 'a field that is present and undefined');
  throw new HivetapeError('invalid-event', `A payload has the fields of its schema (found "${extra}" at "${path}").`, { values: { path, field: extra } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken('free JSON that is none');
  }
}
