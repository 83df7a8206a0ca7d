package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.Signer;
import io.byteleap.domain.units.Bytes;

/// Signs transactions with the node's hotkey.
record HotkeySigner(io.byteleap.keys.Signer hotkey) implements Signer {
  @Override
  public AccountId account() {
    return new AccountId(hotkey.publicKey().bytes());
  }

  @Override
  public Bytes sign(Bytes message) {
    return hotkey.sign(message.toArray()).bytes();
  }
}
