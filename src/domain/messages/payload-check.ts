/**
 * Whether the payload of a message obeys the schema of its type. Asked when a message is sent, so that nobody ever
 * hears what cannot be read.
 */
import { checkCanonical } from '../../core/canonical.js';
import { HivetapeError } from '../../core/errors.js';
import { nearestWord } from '../../core/nearest-word.js';
import { eventCheck, type EventCheck } from '../event-check.js';
import { isMessageName, messageNames, messageTypes } from './message-catalogue.js';

interface Carried {
  readonly name: string;
  readonly payload: unknown;
  readonly batch?: readonly { readonly payload: unknown }[];
}

/** Returns a check of messages; that of each type is compiled when it is first sent. Throws `invalid-event` with the path of the culprit. */
export function payloadCheck(): (data: unknown) => void {
  const checks = new Map<string, EventCheck>();
  const checkOf = (name: string): EventCheck => {
    let check = checks.get(name);
    if (check === undefined) checks.set(name, (check = eventCheck(name, schemaOf(name), { root: 'payload', free: false })));
    return check;
  };
  return (data) => {
    const { name, payload, batch } = data as Carried;
    if (batch === undefined) checkOf(name)(payload);
    else for (const item of batch) {
      checkOf(name)(item.payload);
      checkCanonical(item.payload);
    }
  };
}

function schemaOf(name: string): (typeof messageTypes)[keyof typeof messageTypes]['schema'] {
  if (isMessageName(name)) return messageTypes[name].schema;
  const near = nearestWord(name, messageNames);
  throw new HivetapeError('invalid-event', `A message is of a type of the catalogue (found "${name.slice(0, 100)}").`, {
    help: near === undefined ? `The types are: ${messageNames.join(', ')}.` : `Did you mean "${near}"?`,
    values: { name },
  });
}
