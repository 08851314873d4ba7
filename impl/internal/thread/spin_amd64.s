//go:build !veritask_explore

#include "textflag.h"

// func Spin()
TEXT ·Spin(SB), NOSPLIT, $0-0
	PAUSE
	RET
