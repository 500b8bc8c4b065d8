// For editors and `npx jest FILE`, which look here.
module.exports = require('./backend/jest.config.cjs');
