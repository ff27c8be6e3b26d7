/** `hivetape audit <scenario>`: a certificate that no event of a scenario knows the future, or the name of who does. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { HivetapeError } from '../../core/errors.js';
import { formatInstant } from '../../core/instant.js';
import type { Certificate } from '../../lab/audit/audit-scenario.js';
import type { CommandSpec, Desk } from '../command-spec.js';
import { failureError } from '../failure-error.js';
import { counted, grouped } from '../number-format.js';
import { invalidArgument, listOption, textOption, wholeNumberOption } from '../option-values.js';
import { modelsDirectoryOf } from '../run-note.js';
import { shortId } from '../run-reference.js';

const CUTS_MAX = 10_000;

export const auditCommand: CommandSpec = {
  name: 'audit',
  summary: 'prove that no agent of a scenario knows the future; exit code 1 names who does',
  arguments: [{ name: '<scenario>', meaning: 'a scenario file (YAML or JSON)' }],
  options: [
    { flags: '--cuts <number>', meaning: 'how often the future is exchanged (default 10)' },
    { flags: '--seed <number>', meaning: 'chooses where (default 1)' },
    { flags: '--set <key=value>', meaning: 'change one value of the scenario', repeatable: true },
    { flags: '-o, --out <file>', meaning: 'write the certificate there as JSON' },
  ],
  examples: ['hivetape audit scenario.yaml', 'hivetape audit scenario.yaml --cuts 100 --out certificate.json'],
  act: async ({ args: [file = ''], options, desk }) => {
    const { settings, output, surroundings } = desk;
    const cuts = wholeNumberOption(options, 'cuts') ?? 10;
    if (cuts < 1 || cuts > CUTS_MAX) throw invalidArgument('--cuts', `a whole number from 1 to ${CUTS_MAX}`, String(cuts));
    const [{ loadScenario }, { auditScenario }] = await Promise.all([import('../../lab/scenario/load-scenario.js'), import('../../lab/audit/audit-scenario.js')]);
    const loaded = await loadScenario(resolve(settings.cwd, file), { overrides: [...listOption(options, 'set')], shownAs: file });
    const { certificate, failure } = await auditScenario(loaded.scenario, {
      project: { file: loaded.file, projectRoot: loaded.projectRoot, modelsDirectory: modelsDirectoryOf(settings.storeDirectory) },
      cuts,
      seed: wholeNumberOption(options, 'seed') ?? 1,
      signal: surroundings.signal,
    });
    if (failure !== undefined) throw failureError(certificate.runId, failure);
    const out = textOption(options, 'out');
    if (out !== undefined) writeCertificate(resolve(settings.cwd, out), certificate, desk);
    if (settings.json) output.json(plainCertificate(certificate));
    else output.data(...certificateLines(certificate, desk), ...(out === undefined ? [] : [`  certificate ${out}`]));
    return certificate.verdict === 'clean' ? 0 : 1;
  },
};

function certificateLines({ verdict, scenario, runId, events, interventions, leak, code, foresight }: Certificate, { output }: Desk): string[] {
  const compared = interventions.reduce((sum, one) => sum + one.compared, 0);
  const isGood = verdict === 'clean';
  const words = {
    clean: 'knows nothing of the future, as far as one can see',
    leak: 'knows the future',
    'by-heart': 'knows this market by heart',
    unproven: 'cannot be certified: its code has doors to the machine',
  };
  const sign = isGood ? output.paintOut('green', '✔') : output.paintOut('red', '✖');
  return [
    `${sign} "${scenario}" ${words[verdict]}`,
    `  run ${shortId(runId)}, ${counted(events, 'event')}; its future was exchanged ${counted(interventions.length, 'time')}, ${grouped(compared)} earlier events compared`,
    ...(leak === undefined ? [] : leakLines(leak, interventions)),
    ...code.map(({ kind, file, line, found }) => `  ${file}${line === undefined ? '' : `:${line}`} ${kind === 'holds-bars' ? 'holds' : 'uses'} ${found}`),
    ...foresight.map(({ agent, views, right, isDeaf }) => `  agent ${agent}: ${grouped(right)} of ${grouped(views)} views came true at the next bar${isDeaf ? ', and it says the same on any other market' : '; that is more than markets allow'}`),
  ];
}

function leakLines({ agent, type, offset, time, fields }: NonNullable<Certificate['leak']>, interventions: Certificate['interventions']): string[] {
  const last = interventions[interventions.length - 1];
  return [
    `  agent ${agent} leaks first: ${type} at offset ${grouped(offset)} (${formatInstant(time)})`,
    `  ${fields.length === 0 ? 'it is said in one world only' : `it differs in ${fields.slice(0, 5).join(', ')}`}; what was exchanged (${last.how}) closes after ${formatInstant(last.cut)}`,
  ];
}

/** Absent leaks are null in JSON. */
function plainCertificate(certificate: Certificate): object {
  const { leak, interventions } = certificate;
  return { ...certificate, leak: leak ?? null, interventions: interventions.map((one) => ({ ...one, leak: one.leak ?? null })) };
}

function writeCertificate(file: string, certificate: Certificate, { settings }: Desk): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(plainCertificate(certificate), null, 2)}\n`);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new HivetapeError('file-unwritable', `The certificate could not be written to ${relative(settings.cwd, file)} (${reason}).`, { help: 'Choose another place with --out.', cause });
  }
}
