package spec

// Kind names an operation of the contract, whatever object it belongs to.
type Kind uint8

// The operations that histories, models and scenarios are made of.
const (
	NoOp Kind = iota

	// Event (contract 2.20).
	EventWait   // wait()
	EventNotify // notify()
	EventReset  // reset()
	EventIsSet  // isset() = bool

	// Semaphore (contract 2.22).
	SemAcquire    // acquire()
	SemTryAcquire // tryacquire() = bool
	SemRelease    // release()
	SemResize     // resize(n)

	// Task completion (contract 2.6, 2.14, 2.15, 2.17). Tasks are named by letters.
	TaskFinish   // finish(t,v) = bool: the body of t returns v; true if this call is what ended it
	TaskFail     // fail(t,n) = bool: the body of t returns error number n
	TaskWait     // wait(t)
	TaskFetch    // fetch(t) = int
	TaskIsDone   // isdone(t) = bool
	TaskIsFailed // isfailed(t) = bool
	TaskJoin     // join(ts): what Sync does at its end
	TaskWaitAny  // waitany(ts) = set: of those that have ended, the one in place i as 1 << i
	TaskWaitAll  // waitall(ts) = set: the same, but of a wait for all, or for one that fails
	TaskScope    // scope(ts): a Scope with a child for each, which waits for it and fails like it

	// Queues of numbers, all different and from 1 on. They are no part of the contract: implementations are made of them.
	Steal   // steal() = int, or nothing
	Push    // push(n)
	Pop     // pop() = int, or nothing
	IsEmpty // isempty() = bool: if true, there was nothing to pop; false says nothing

	// Channel (contract 2.24). Values are numbers from 1 on; error number 0 is the default one of Close.
	ChanPut      // put(n)
	ChanTake     // take() = int
	ChanFetch    // fetch() = int: the value that take would return, which stays
	ChanWait     // waitready()
	ChanTryPut   // tryput(n) = bool
	ChanTryTake  // trytake() = int, or nothing
	ChanClose    // close(n): with error number n
	ChanEndBound // endbound(n): a task that the channel is bound to ends, with error number n
	ChanIsReady  // isready() = bool
	ChanIsFull   // isfull() = bool
	ChanIsOpen   // isopen() = bool
	ChanLen      // len() = int

	// ReentrantLock (contract 2.23). The owner is the client.
	LockLock     // lock()
	LockTryLock  // trylock() = bool
	LockUnlock   // unlock()
	LockIsLocked // islocked() = bool

	// Condition (contract 2.19, 2.21), together with the operations of its lock.
	CondWait      // condwait() = int: what the notifier gave
	CondWaitFirst // condwaitfirst() = int
	CondNotifyAll // notifyall(n) = int: how many it let go
	CondNotifyOne // notifyone(n) = int
	CondFailAll   // failall(n) = int: they return error number n
	CondFailOne   // failone(n) = int

	// Lockable (contract 2.23): a number with a lock, whose operations it has but for islocked.
	LockableGet // get() = int
	LockableSet // set(n)

	// Select among the permits of a semaphore and an event, together with their operations.
	SelectPick // pick() = int: 1, it has got a permit, or 2, it was notified

	numKinds
)

// takes and gives are what an operation is called with and what it returns.
type (
	takes uint8
	gives uint8
)

const (
	nothing takes = iota
	aNumber
	aTask
	aTaskAndNumber
	manyTasks
)

const (
	noValue gives = iota
	aBool
	anInt
	maybeAnInt // 0: nothing
)

// shape is what all operations of one kind have in common.
type shape struct {
	name        string
	takes       takes
	gives       gives
	blocks      bool // may have to wait
	cancellable bool // ends when its context does
}

var shapes = [numKinds]shape{
	NoOp:          {name: "none"},
	EventWait:     {name: "wait", blocks: true, cancellable: true},
	EventNotify:   {name: "notify"},
	EventReset:    {name: "reset"},
	EventIsSet:    {name: "isset", gives: aBool},
	SemAcquire:    {name: "acquire", blocks: true, cancellable: true},
	SemTryAcquire: {name: "tryacquire", gives: aBool},
	SemRelease:    {name: "release"},
	SemResize:     {name: "resize", takes: aNumber},
	TaskFinish:    {name: "finish", takes: aTaskAndNumber, gives: aBool},
	TaskFail:      {name: "fail", takes: aTaskAndNumber, gives: aBool},
	TaskWait:      {name: "wait", takes: aTask, blocks: true, cancellable: true},
	TaskFetch:     {name: "fetch", takes: aTask, gives: anInt, blocks: true, cancellable: true},
	TaskIsDone:    {name: "isdone", takes: aTask, gives: aBool},
	TaskIsFailed:  {name: "isfailed", takes: aTask, gives: aBool},
	TaskJoin:      {name: "join", takes: manyTasks, blocks: true},
	TaskWaitAny:   {name: "waitany", takes: manyTasks, gives: anInt, blocks: true, cancellable: true},
	TaskWaitAll:   {name: "waitall", takes: manyTasks, gives: anInt, blocks: true, cancellable: true},
	TaskScope:     {name: "scope", takes: manyTasks, blocks: true},
	Steal:         {name: "steal", gives: maybeAnInt},
	Push:          {name: "push", takes: aNumber},
	Pop:           {name: "pop", gives: maybeAnInt},
	IsEmpty:       {name: "isempty", gives: aBool},
	ChanPut:       {name: "put", takes: aNumber, blocks: true, cancellable: true},
	ChanTake:      {name: "take", gives: anInt, blocks: true, cancellable: true},
	ChanFetch:     {name: "fetch", gives: anInt, blocks: true, cancellable: true},
	ChanWait:      {name: "waitready", blocks: true, cancellable: true},
	ChanTryPut:    {name: "tryput", takes: aNumber, gives: aBool},
	ChanTryTake:   {name: "trytake", gives: maybeAnInt},
	ChanClose:     {name: "close", takes: aNumber},
	ChanEndBound:  {name: "endbound", takes: aNumber},
	ChanIsReady:   {name: "isready", gives: aBool},
	ChanIsFull:    {name: "isfull", gives: aBool},
	ChanIsOpen:    {name: "isopen", gives: aBool},
	ChanLen:       {name: "len", gives: anInt},
	LockLock:      {name: "lock", blocks: true, cancellable: true},
	LockTryLock:   {name: "trylock", gives: aBool},
	LockUnlock:    {name: "unlock"},
	LockIsLocked:  {name: "islocked", gives: aBool},
	CondWait:      {name: "condwait", gives: anInt, blocks: true, cancellable: true},
	CondWaitFirst: {name: "condwaitfirst", gives: anInt, blocks: true, cancellable: true},
	CondNotifyAll: {name: "notifyall", takes: aNumber, gives: anInt},
	CondNotifyOne: {name: "notifyone", takes: aNumber, gives: anInt},
	CondFailAll:   {name: "failall", takes: aNumber, gives: anInt},
	CondFailOne:   {name: "failone", takes: aNumber, gives: anInt},
	LockableGet:   {name: "get", gives: anInt},
	LockableSet:   {name: "set", takes: aNumber},
	SelectPick:    {name: "pick", gives: anInt, blocks: true, cancellable: true},
}

// String returns the operation's name.
func (k Kind) String() string { return shapes[k].name }

// Blocks reports whether the operation may have to wait.
func (k Kind) Blocks() bool { return shapes[k].blocks }

// Cancellable reports whether the operation ends when its context does. A join does not: children are never abandoned.
func (k Kind) Cancellable() bool { return shapes[k].cancellable }
