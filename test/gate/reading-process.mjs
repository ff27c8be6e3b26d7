// Another process that reads the log of a run while it is written, or wants to write it too. It says on its
// standard output how far it has come, and answers when the run has ended.
//
//   node reading-process.mjs <dist> <store> <run> follow|subscribe|write
import { pathToFileURL } from 'node:url';

const [dist, directory, run, task] = process.argv.slice(2);
const load = (path) => import(new URL(path, pathToFileURL(`${dist}/`)));
const [{ embeddedRunStore }, { catalogue }] = await Promise.all([load('store/embedded-run-store.js'), load('domain/catalogue.js')]);
const store = embeddedRunStore(catalogue, directory);
const say = (word, value) => console.log(JSON.stringify([word, value]));

let heard = 0;
let wrong = 0;
const hear = ({ offset }) => {
  if (offset !== heard) wrong += 1;
  heard += 1;
  if (heard % 1_000 === 0) say('heard', heard);
};
const end = () => {
  const { count, fingerprint, state } = store.open(run);
  say('end', { heard, wrong, count, fingerprint, state, verified: store.verify(run).ok });
};

if (task === 'write') {
  try {
    store.create({ runId: run, name: run, identity: {} }).abandon(null);
    say('end', { code: 'nothing was refused' });
  } catch ({ code, message }) {
    say('end', { code, message });
  }
} else if (task === 'subscribe') {
  store.subscribe(run).subscribe({ next: hear, complete: end });
} else {
  for await (const event of store.follow(run)) hear(event);
  end();
}
