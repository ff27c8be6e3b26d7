import { memoryRunStore } from '../../src/store/memory-run-store.js';
import { storeContract } from './contract.js';
import { sampleCatalogue } from './sample-log.js';

storeContract('the store in memory', () => ({ store: memoryRunStore(sampleCatalogue), dispose: () => undefined }));
