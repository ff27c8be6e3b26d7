/**
 * Connection strings, as they are given to the client: the leader is pinned, because acknowledged must
 * mean readable at once, and credentials may come from beside the address.
 */
import { HivetapeError } from '../../core/errors.js';

export interface ServerCredentials {
  readonly username: string;
  readonly password: string;
}

const ADDRESS = /^(esdb(?:\+discover)?:\/\/)(?:([^@/?]*)@)?([^/?@]+)\/?(?:\?(.*))?$/;
/** What we decide ourselves, in small letters without dashes, as the client compares them. */
const OURS = ['nodepreference', 'throwonappendfailure'];

/** Tells a store on a server from a directory. */
export function isServerAddress(text: string): boolean {
  return /^esdb(\+discover)?:\/\//.test(text);
}

/** Returns the connection string that is used. Throws `server-address-invalid`. */
export function connectionString(address: string, credentials?: ServerCredentials): string {
  const [, scheme, inside, hosts, query] = ADDRESS.exec(address.trim()) ?? [];
  if (scheme === undefined || hosts === undefined) {
    throw new HivetapeError('server-address-invalid', 'A connection string has the form esdb://host:port?tls=false or esdb+discover://host (found another).', {
      help: 'An insecure local server: esdb://localhost:2113?tls=false.',
    });
  }
  const options = (query ?? '').split('&').filter((part) => part !== '' && !OURS.includes(part.split('=')[0].toLowerCase().replace(/[-_]/g, '')));
  const user = credentials === undefined ? inside : `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}`;
  return `${scheme}${user === undefined || user === '' ? '' : `${user}@`}${hosts}?${[...options, 'nodePreference=leader'].join('&')}`;
}
