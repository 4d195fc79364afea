package fedtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"sync"
)

// KeyPool is how many different RSA keys there are in one process.
const KeyPool = 4

type pair struct {
	private *rsa.PrivateKey
	public  string // SPKI PEM
}

var (
	poolMu sync.Mutex
	pool   [KeyPool]*pair
)

// keyPair gives the nth pair of the pool, made on first use.
func keyPair(n int) *pair {
	poolMu.Lock()
	defer poolMu.Unlock()
	n %= KeyPool
	if pool[n] == nil {
		pool[n] = newPair()
	}
	return pool[n]
}

func newPair() *pair {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("fedtest: make RSA key: " + err.Error())
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		panic("fedtest: encode RSA key: " + err.Error())
	}
	return &pair{private: private, public: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))}
}
