package sched

import "github.com/veritask/veritask/impl/internal/raced"

const raceTasks = raced.Tasks
