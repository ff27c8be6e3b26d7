import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runId } from '../../src/core/brand.js';
import { eventIdOf } from '../../src/core/ids.js';
import { decodeEvent, encodeEvent, streamOfRun } from '../../src/store/event-json.js';
import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { errorOf } from './contract-ground.js';
import { anyLog, manifestOf, plainLog, sampleCatalogue } from './sample-log.js';

const run = runId('run');
const textOf = (data: Uint8Array): string => new TextDecoder().decode(data);

test('an event comes back from its bytes, and gives the same bytes again', () => {
  fc.assert(
    fc.property(anyLog(), (events) => {
      for (const event of events) {
        const { data } = encodeEvent(run, event);
        expect(decodeEvent(data)).toStrictEqual(event);
        expect(encodeEvent(run, decodeEvent(data)).data).toEqual(data);
      }
    }),
  );
});

test('a log that went through event JSON has the same blocks, so the same fingerprint', () => {
  fc.assert(
    fc.property(anyLog(), (events) => {
      const [direct, through] = [events, events.map((event) => decodeEvent(encodeEvent(run, event).data))].map((log) => {
        const writer = memoryRunStore(sampleCatalogue).create(manifestOf('run'));
        for (const event of log) writer.append(event);
        return writer.finish(null);
      });
      expect(through).toEqual(direct);
    }),
  );
});

test('events read from blocks have the bytes that they had before', () => {
  fc.assert(
    fc.property(anyLog(), (events) => {
      const store = memoryRunStore(sampleCatalogue);
      const writer = store.create(manifestOf('run'));
      for (const event of events) writer.append(event);
      writer.finish(null);
      const read = [...store.open(run).events()].map((event) => textOf(encodeEvent(run, event).data));
      expect(read).toEqual(events.map((event) => textOf(encodeEvent(run, event).data)));
    }),
  );
});

test('the bytes of an event are these, for ever', () => {
  const [event] = plainLog(1);
  expect(textOf(encodeEvent(run, event).data)).toMatchInlineSnapshot(`"{"agent":"ant","causation":-1,"correlation":-1,"data":{"count":0},"deliverAt":1600000000000001,"offset":0,"time":1600000000000000,"to":["wasp"],"topic":"news/Counted","type":"Counted","version":1}"`);
});

test('an event has its own id, the name of its type, and where it came from', () => {
  const { id, type, metadata } = encodeEvent(run, plainLog(8)[7]);
  expect(id).toBe(eventIdOf(run, 7));
  expect(type).toBe(plainLog(8)[7].type);
  expect(Object.keys(metadata ?? {})).toEqual(['$correlationId', '$causationId']);
  expect(streamOfRun(run)).toBe('hivetape-run-run');
});

test('bytes that are not the canonical JSON of an event are damage', () => {
  const text = textOf(encodeEvent(run, plainLog(1)[0]).data);
  const bad = ['', 'x', '[]', '{}', 'null', text.slice(0, -1), text.replace('{', '{ '), text.replace('"offset":0', '"offset":0.5'), text.replace('"offset":0', '"offset":"0"'), text.replace('{', '{"a":1,')];
  for (const one of bad) expect(errorOf(() => decodeEvent(new TextEncoder().encode(one))).code).toBe('log-damaged');
});
