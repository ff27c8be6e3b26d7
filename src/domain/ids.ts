/**
 * The branded names of domain things. They stand apart from the nouns themselves because the schema
 * vocabulary, which the nouns are made of, needs them first.
 */
import type { Brand } from '../core/brand.js';

export type InstrumentId = Brand<string, 'InstrumentId'>;
export type OrderId = Brand<string, 'OrderId'>;

export function instrumentId(text: string): InstrumentId {
  return text as InstrumentId;
}

export function orderId(text: string): OrderId {
  return text as OrderId;
}
