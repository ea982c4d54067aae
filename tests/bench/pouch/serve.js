// A PouchDB server in memory: node serve.js HOST PORT. Says "up" once it listens.
const express = require('express')
const PouchDB = require('pouchdb-core')
  .plugin(require('pouchdb-adapter-memory')).plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-replication')).plugin(require('pouchdb-mapreduce'))
const app = express()
app.use('/', require('express-pouchdb')(PouchDB.defaults({ adapter: 'memory' }), { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }))
app.listen(Number(process.argv[3]), process.argv[2], () => console.log('up'))
