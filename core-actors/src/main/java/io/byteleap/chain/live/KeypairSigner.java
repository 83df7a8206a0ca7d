package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.Signer;
import io.byteleap.domain.units.Bytes;
import io.byteleap.keys.Keypair;
import java.util.random.RandomGenerator;

/// Signs transactions with a key pair.
record KeypairSigner(Keypair keypair, RandomGenerator chance) implements Signer {
  @Override
  public AccountId account() {
    return new AccountId(keypair.publicKey().bytes());
  }

  @Override
  public Bytes sign(Bytes message) {
    return keypair.sign(message.toArray(), chance).bytes();
  }
}
