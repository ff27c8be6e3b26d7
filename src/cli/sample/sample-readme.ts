/** The README of the sample project. */

export const sampleReadme = `# My swarm

    npm install
    npm start                       # run, decide again, compare, write reports/my-swarm.html
    npm test                        # test the agent

    npx hivetape why mine-1         # why the first order was placed
    npx hivetape fork @ --at 2008-09-15 --set agents.mine.options.bars=20
    npx hivetape diff @~1 @
    npx hivetape agents             # ready-made agents
    npx hivetape help agents        # how to write your own

| file | what it is |
|---|---|
| scenario.yaml | the experiment: data, agents, venue, risk, seed |
| agents/my-agent.ts | an agent of your own |
| test/my-agent.test.ts | its test |
`;
