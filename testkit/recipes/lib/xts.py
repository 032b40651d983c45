"""Encrypts a file with AES-XTS as dm-crypt does, by the cryptography package (OpenSSL):
xts.py KEYFILE SECTOR-SIZE IN OUT OFFSET. The tweak of a sector is its number in units of 512 bytes."""

import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def main():
    key = open(sys.argv[1], "rb").read()
    size = int(sys.argv[2])
    data = open(sys.argv[3], "rb").read()
    with open(sys.argv[4], "r+b") as out:
        out.seek(int(sys.argv[5]))
        for at in range(0, len(data), size):
            tweak = (at // 512).to_bytes(16, "little")
            encryptor = Cipher(algorithms.AES(key), modes.XTS(tweak)).encryptor()
            out.write(encryptor.update(data[at : at + size]) + encryptor.finalize())


main()
