//go:build race && !veritask_engine && !veritask_explore

#include "textflag.h"

// func load32(p *uint32) uint32
TEXT ·load32(SB), NOSPLIT, $0-12
	MOVQ p+0(FP), BX
	MOVL (BX), AX
	MOVL AX, ret+8(FP)
	RET

// func swap32(p *uint32, v uint32) uint32
TEXT ·swap32(SB), NOSPLIT, $0-20
	MOVQ p+0(FP), BX
	MOVL v+8(FP), AX
	XCHGL AX, (BX)
	MOVL AX, ret+16(FP)
	RET

// func add32(p *uint32, d uint32) uint32
TEXT ·add32(SB), NOSPLIT, $0-20
	MOVQ p+0(FP), BX
	MOVL d+8(FP), AX
	LOCK
	XADDL AX, (BX)
	MOVL AX, ret+16(FP)
	RET

// func cas32(p *uint32, o, n uint32) bool
TEXT ·cas32(SB), NOSPLIT, $0-17
	MOVQ p+0(FP), BX
	MOVL o+8(FP), AX
	MOVL n+12(FP), CX
	LOCK
	CMPXCHGL CX, (BX)
	SETEQ ret+16(FP)
	RET

// func load64(p *uint64) uint64
TEXT ·load64(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), BX
	MOVQ (BX), AX
	MOVQ AX, ret+8(FP)
	RET

// func swap64(p *uint64, v uint64) uint64
TEXT ·swap64(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), BX
	MOVQ v+8(FP), AX
	XCHGQ AX, (BX)
	MOVQ AX, ret+16(FP)
	RET

// func add64(p *uint64, d uint64) uint64
TEXT ·add64(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), BX
	MOVQ d+8(FP), AX
	LOCK
	XADDQ AX, (BX)
	MOVQ AX, ret+16(FP)
	RET

// func cas64(p *uint64, o, n uint64) bool
TEXT ·cas64(SB), NOSPLIT, $0-25
	MOVQ p+0(FP), BX
	MOVQ o+8(FP), AX
	MOVQ n+16(FP), CX
	LOCK
	CMPXCHGQ CX, (BX)
	SETEQ ret+24(FP)
	RET

// func loadPointer(p *unsafe.Pointer) unsafe.Pointer
TEXT ·loadPointer(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), BX
	MOVQ (BX), AX
	MOVQ AX, ret+8(FP)
	RET

// func fence()
TEXT ·fence(SB), NOSPLIT, $0-0
	LOCK
	ADDL $0, (SP)
	RET
