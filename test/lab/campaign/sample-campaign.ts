/** The swarm to practise on, in a folder of its own whose files may be changed. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { campaignInThisThread, type CampaignPerformerMaker } from '../../../src/lab/campaign/campaign-performer.js';
import { runCampaign, type CampaignOptions, type CampaignOutcome } from '../../../src/lab/campaign/run-campaign.js';
import { loadScenario, type LoadedScenario } from '../../../src/lab/scenario/load-scenario.js';
import { repositoryRoot } from '../../house/source-files.js';

export interface SampleProject {
  readonly folder: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Puts the mended agent in the place of the one with the mistake. */
  mend(): void;
  load(...overrides: readonly string[]): Promise<LoadedScenario>;
  remove(): void;
}

export function sampleProject(): SampleProject {
  const folder = mkdtempSync(join(tmpdir(), 'hivetape-chaos-'));
  cpSync(join(repositoryRoot, 'scenarios/chaos'), folder, { recursive: true });
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  return {
    folder,
    read,
    write,
    mend: () => write('agents/eager-buyer.js', read('agents/careful-buyer.js')),
    load: (...overrides) => loadScenario(join(folder, 'double-order.yaml'), { overrides }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function campaign(loaded: LoadedScenario, options: Partial<CampaignOptions> & { readonly performer?: CampaignPerformerMaker }): Promise<CampaignOutcome> {
  return runCampaign(loaded, { runs: 60, seed: 1, performer: campaignInThisThread, ...options });
}
