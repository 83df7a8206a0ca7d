package io.byteleap.miner.worker;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.miner.tls.DoorTls;
import java.util.random.RandomGenerator;

/// What a miner says at its door: whose it is, and how connections are encrypted. Nonces are drawn
/// from `random`.
public record DoorTerms(Hotkey miner, DoorTls tls, RandomGenerator random) {}
