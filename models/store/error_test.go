package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

func TestWrap_saysTheStatesOfTheMachineInOurWords(t *testing.T) {
	for _, c := range []struct {
		err  error
		want error
	}{
		{sqlite3.Error{Code: sqlite3.ErrFull}, ErrDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrSHMSize, SystemErrno: syscall.ENOSPC}, ErrDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite, SystemErrno: syscall.EDQUOT}, ErrDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite, SystemErrno: syscall.EFBIG}, ErrDiskFull},
		{&pgconn.PgError{Code: "53100"}, ErrDiskFull},
		{&os.PathError{Op: "write", Path: "secret", Err: syscall.ENOSPC}, ErrDiskFull},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, ErrReadOnly},
		{&pgconn.PgError{Code: "25006"}, ErrReadOnly},
		{fmt.Errorf("open: %w", fs.ErrPermission), ErrReadOnly},
		{sqlite3.Error{Code: sqlite3.ErrBusy}, ErrBusy},
	} {
		if err := wrap("write", c.err); !errors.Is(err, c.want) || !errors.Is(err, c.err) {
			t.Errorf("%#v became %v", c.err, err)
		}
	}
	if err := wrap("write", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}); operatorError(err) != nil || errors.Is(err, ErrDiskFull) {
		t.Errorf("a broken disk became %v", err)
	}
}
