/** What is known of a model beside its weights: where it comes from, how it was made, how it did in sample. */
import type { DataSource, DataSetOptions } from '../../learning/data-set.js';
import type { Backend } from '../../learning/tensor-backend.js';
import type { TrainingOptions } from '../../learning/training-options.js';

export const CARD_FORMAT = 'hivetape-model-card/1';

export interface LabelInSample {
  readonly label: string;
  /** Share of the rows of the training that bear it. */
  readonly share: number;
  /** Balanced accuracy on the rows it was trained on; says nothing about others. `null` where it is one-sided. */
  readonly inSample: number | null;
}

export interface ModelCard {
  readonly format: typeof CARD_FORMAT;
  readonly model: string;
  readonly weights: string;
  /** Run that the training is recorded in. */
  readonly training: string;
  readonly dataSet: string;
  readonly sources: readonly DataSource[];
  readonly dataOptions: DataSetOptions;
  readonly dataFrom: number;
  readonly dataTo: number;
  readonly validFrom: number;
  readonly trainRows: number;
  readonly testRows: number;
  readonly testFrom: number;
  readonly labels: readonly LabelInSample[];
  readonly losses: readonly number[];
  readonly options: TrainingOptions;
  readonly backend: Backend;
}
