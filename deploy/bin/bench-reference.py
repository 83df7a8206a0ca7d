"""The work of the benchmarks as plain Python does it: numpy, hashlib, cryptography.

Prints one JSON object a line: name, and median, low and high (10th and 90th percentile) in
milliseconds. Without numpy or cryptography it prints what is missing and ends well.
"""

import base64
import hashlib
import json
import os
import statistics
import sys
import time

try:
    import numpy
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError as missing:
    print(json.dumps({"missing": f"python3 has no module {missing.name}"}))
    sys.exit(0)

SEED = 0x00112233
SIZE = 2000
ROWS_VERIFIED = 50
GPU_SIZE = 32768
GPU_SEED = numpy.uint64(0x1BE2C344DCEA989B)
COORDINATES = 25
ROWS = 2
LEAVES = 32768
MINERS = 256
WORKERS = 100
BUCKETS = 2028


QUICK = "--quick" in sys.argv[1:]


def report(name, work, seconds, warm=1):
    """Repeats `work` for about `seconds`, at least three times; once when it must be quick."""
    for _ in range(0 if QUICK else warm):
        work()
    times = []
    begun = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begun < seconds:
        if QUICK and times:
            break
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    line = {
        "name": name,
        "median": statistics.median(times),
        "low": times[len(times) // 10],
        "high": times[len(times) * 9 // 10],
    }
    print(json.dumps(line), flush=True)


def product():
    generator = numpy.random.RandomState(SEED)
    a = generator.randint(-500, 501, size=(SIZE, SIZE), dtype=numpy.int64)
    b = generator.randint(-500, 501, size=(SIZE, SIZE), dtype=numpy.int64)
    return numpy.matmul(a, b)


def row_hash(row):
    return hashlib.sha256(row.tobytes()).hexdigest()[:16]


def levels_over(leaves):
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = []
        for left in range(0, len(below), 2):
            right = min(left + 1, len(below) - 1)
            above.append(hashlib.sha256((below[left] + below[right]).encode()).hexdigest())
        levels.append(above)
    return levels


def cpu_execute():
    c = product()
    return levels_over([row_hash(c[i]) for i in range(SIZE)])[-1]


def cpu_verify():
    """As the existing validators check: the whole product again, then the rows asked for."""
    c = product()
    return [row_hash(c[i]) for i in range(0, SIZE, SIZE // ROWS_VERIFIED)]


def proof(levels, leaf):
    """As the existing nodes find a path: each level is searched for the node."""
    node, siblings = levels[0][leaf], []
    for level, parents in zip(levels, levels[1:]):
        index = level.index(node)
        siblings.append(level[min(index ^ 1, len(level) - 1)])
        node = parents[index // 2]
    return siblings


def mixed(x):
    """The device's hash of 64-bit positions, -1 to 1."""
    h = (x ^ (x >> numpy.uint64(32))).astype(numpy.uint32)
    h = h * numpy.uint32(0x9E3779B9) + numpy.uint32(0x85EBCA6B)
    h ^= h >> numpy.uint32(16)
    h *= numpy.uint32(0x85EBCA6B)
    return (h & numpy.uint32(0xFFFF)).astype(numpy.float64) / 32768 - 1


def gpu_value(row, column):
    k = numpy.arange(GPU_SIZE, dtype=numpy.uint64)
    a = mixed(GPU_SEED ^ numpy.uint64(row << 32) ^ (k << numpy.uint64(16)))
    b = mixed(GPU_SEED ^ (k << numpy.uint64(32)) ^ numpy.uint64(column << 16) ^ numpy.uint64(1))
    return numpy.dot(a, b)


def fnv(values):
    """Row hash over half-precision bit patterns."""
    state = 0xCBF29CE484222325
    for bits in numpy.asarray(values).astype(numpy.float16).view(numpy.uint16).tolist():
        state = ((state ^ bits) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{state:016x}"


def gpu_verify(text):
    """Parses a proof, recomputes 25 values and 32 columns of two rows, hashes both rows."""
    values = json.loads(text)["coordinate_values"]
    expected = [gpu_value(i, 2 * i) for i in range(COORDINATES)]
    for row in range(ROWS):
        expected += [gpu_value(row, 1000 * j) for j in range(GPU_SIZE // 1000)]
        fnv(values[COORDINATES + row * GPU_SIZE : COORDINATES + (row + 1) * GPU_SIZE])
    return expected


def heartbeat():
    gpu = {
        "device_id": 0,
        "name": "NVIDIA H100 80GB HBM3",
        "total_memory": 85045280768,
        "free_memory": 84512342016,
        "tensor_core_support": True,
        "architecture": "Hopper",
        "multiprocessor_count": 132,
        "gpu_cores": 16896,
        "memory_bus_width": 5120,
        "gpu_clock_mhz": 1980,
        "memory_bandwidth_gb": 3352.32,
        "estimated_fp16_tflops": 989.43,
    }
    disk = {
        "device": "/dev/vda",
        "type": "hdd",
        "model": None,
        "serial": None,
        "bus": None,
        "total_gb": 256,
        "free_gb": 0,
        "filesystem": [],
        "notes": {"rotational": True, "lsblk_type": "disk"},
    }
    info = {
        "cpu_count": 2,
        "cpu_usage": 100.0,
        "memory_total": 24105,
        "memory_available": 21598,
        "memory_usage": 10.4,
        "disk_total": 251,
        "disk_free": 74,
        "gpu_info": [],
        "cpu_info": {
            "logical_cores": 2,
            "physical_cores": 2,
            "architecture": "x86_64",
            "processor": "",
            "frequency_mhz": {"current": 2596.096, "min": 0.0, "max": 0.0},
            "model_name": "AMD EPYC",
            "brand": "AMD EPYC",
            "model": 2,
            "family": 26,
        },
        "memory_info": {
            "total": 24105,
            "available": 21598,
            "used": 2109,
            "percent": 10.4,
            "swap_total": 0,
            "swap_used": 0,
            "swap_percent": 0.0,
        },
        "system_info": {
            "system": "Linux",
            "release": "6.18.44",
            "version": "#1 SMP PREEMPT_DYNAMIC",
            "machine": "x86_64",
            "processor": "",
        },
        "motherboard_info": {},
        "uptime_seconds": 2448.5849726200104,
        "public_ip": "203.0.113.7",
        "storage_info": {"storage": [disk, disk]},
    }
    workers = []
    for i in range(WORKERS):
        uuids = [f"GPU-{i:08d}-2222-3333-4444-{j:012d}" for j in range(2)]
        workers.append(
            {
                "worker_id": f"worker-{i:03d}",
                "worker_name": f"rack-{i:03d}",
                "worker_version": "0.1.0",
                "status": "online",
                "capabilities": ["cpu_matrix"],
                "system_info": dict(info, gpu_plugin=[dict(gpu, uuid=uuid) for uuid in uuids]),
                "connected_at": 1767220000.5 + i,
                "last_heartbeat": 1767225590.125 + i,
            }
        )
    return {
        "hotkey": "miner",
        "timestamp": 1767225600.25,
        "schema_version": 1,
        "miner_info": None,
        "workers": workers,
    }


def session_round_trip(cipher, beat):
    plaintext = json.dumps(beat, sort_keys=True, ensure_ascii=False).encode()
    nonce, labels = os.urandom(12), b"leap-comm|miner|validator|HEARTBEAT_V1|session_x|seq_1"
    sealed = base64.b64encode(cipher.encrypt(nonce, plaintext, labels)).decode()
    package = json.dumps({"ver": "v1", "session_id": "x", "seq": 1, "ciphertext": sealed})
    opened = base64.b64decode(json.loads(package)["ciphertext"], validate=True)
    return json.loads(cipher.decrypt(nonce, opened, labels))


def scores(present, served, leases):
    """The best case of numpy: windows as arrays of booleans, which the existing nodes do not keep."""
    available = (present & served).sum(axis=1) / served.sum()
    totals = (leases * available).reshape(MINERS, WORKERS).sum(axis=1)
    return numpy.rint(totals / totals.max() * 65535).astype(numpy.uint16)


def main():
    report("cpu_execute", cpu_execute, seconds=0, warm=0)
    report("cpu_verify", cpu_verify, seconds=0, warm=0)
    count = COORDINATES + ROWS * GPU_SIZE
    halves = (numpy.random.RandomState(SEED).standard_normal(count) * 60).astype(numpy.float16)
    proof_text = json.dumps({"coordinate_values": halves.astype(float).tolist()})
    report("gpu_verify", lambda: gpu_verify(proof_text), seconds=2)
    leaves = [hashlib.sha256(str(i).encode()).hexdigest()[:16] for i in range(LEAVES)]
    levels = levels_over(leaves)
    report("merkle_build", lambda: levels_over(leaves), seconds=3)
    report("merkle_proofs", lambda: [proof(levels, LEAVES // 3), proof(levels, LEAVES - 1)], 2)
    cipher, beat = AESGCM(bytes(32)), heartbeat()
    report("session", lambda: session_round_trip(cipher, beat), seconds=3)
    generator = numpy.random.RandomState(SEED)
    present = generator.randint(0, 4, size=(MINERS * WORKERS, BUCKETS)) > 0
    served = numpy.ones(BUCKETS, dtype=bool)
    leases = generator.random_sample(MINERS * WORKERS)
    report("scores", lambda: scores(present, served, leases), seconds=2)


main()
