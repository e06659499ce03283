// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright The Yizhan contributors
//
// json-logic.js DIR: how many conditions a second json-logic-js tests, over the example cases of a
// folder of rules. Exit status 4: json-logic-js is not there.
'use strict';

const fs = require('fs');
const path = require('path');

let jsonLogic;
try {
  jsonLogic = require('json-logic-js');
} catch (error) {
  process.exit(4);
}

const read = name => JSON.parse(fs.readFileSync(path.join(process.argv[2], name), 'utf8'));
const rules = read('rules.json');
// What is worked out beside the answers, which the kiosk has in its slots.
const derived = {
  scope: 'hardship', means: 'met', supplement_31_9: false, supplement_32_5: false,
  supplement_42_4: false, supplements_whole: false, days_left: 30, outcome: 'may-apply',
  route: 'apply', means_result: 'met', article: '31(5)', urgent: false,
};
const cases = read('cases.json').cases.map(one => {
  const data = {...derived, matter: 'labour-pay', ...one.answers};
  for (const [name, when] of Object.entries(rules.definitions))
    data[name] = jsonLogic.apply(when, data);
  return data;
});
const conditions = [...rules.decisions, ...rules.flags, ...rules.advice].map(rule => rule.when);

const round = () => {
  for (const data of cases)
    for (const condition of conditions)
      jsonLogic.apply(condition, data);
  return cases.length * conditions.length;
};
round();
const begin = process.hrtime.bigint();
let n = 0;
while (process.hrtime.bigint() - begin < 2000000000n)
  n += round();
console.log(Math.round(n / (Number(process.hrtime.bigint() - begin) / 1e9)));
