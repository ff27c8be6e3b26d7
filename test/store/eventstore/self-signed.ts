/**
 * A certificate for 127.0.0.1 that its own key has signed, made when a test asks for it: neither a key in the
 * repository nor a program that makes one. DER by hand, as little of X.509 as a handshake needs.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export function selfSigned(commonName: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(OID.ecdsaWithSha256);
  const name = sequence(set(sequence(OID.commonName, tagged(0x0c, Buffer.from(commonName)))));
  const serial = tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const validity = sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x17, Buffer.from('491231235959Z')));
  const addresses = sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])), tagged(0x82, Buffer.from('localhost')));
  const authority = sequence(tagged(0x01, Buffer.from([0xff])));
  const extensions = tagged(0xa3, sequence(
    sequence(OID.basicConstraints, tagged(0x01, Buffer.from([0xff])), tagged(0x04, authority)),
    sequence(OID.subjectAltName, tagged(0x04, addresses)),
  ));
  const version = tagged(0xa0, tagged(0x02, Buffer.from([2])));
  const body = sequence(version, serial, algorithm, name, validity, name, publicKey.export({ type: 'spki', format: 'der' }), extensions);
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]));
  const text = sequence(body, algorithm, signature).toString('base64').replaceAll(/(.{64})/g, '$1\n').trimEnd();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

const OID = {
  ecdsaWithSha256: tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')),
  commonName: tagged(0x06, Buffer.from('550403', 'hex')),
  basicConstraints: tagged(0x06, Buffer.from('551d13', 'hex')),
  subjectAltName: tagged(0x06, Buffer.from('551d11', 'hex')),
};
