/** How a network is trained: everything that decides its weights, beside the data set and the backend. */

export interface TrainingOptions {
  readonly epochs: number;
  readonly learningRate: number;
  /** Rows that one step of the training looks at. */
  readonly batchRows: number;
  /** Share by which every step draws the weights towards zero, times the learning rate. */
  readonly weightDecay: number;
  readonly kernelBars: number;
  readonly strideBars: number;
  readonly filters: number;
  readonly hidden: number;
  readonly seed: number;
  readonly trainShare: number;
  readonly embargoBars: number;
}

export const defaultTrainingOptions: TrainingOptions = {
  epochs: 50,
  learningRate: 0.01,
  batchRows: 128,
  weightDecay: 1,
  kernelBars: 4,
  strideBars: 2,
  filters: 8,
  hidden: 16,
  seed: 42,
  trainShare: 0.7,
  embargoBars: 0,
};
