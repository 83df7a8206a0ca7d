package io.byteleap.chain.live;

import io.byteleap.chain.subtensor.AccountId;
import io.byteleap.chain.subtensor.ExtrinsicSigner;
import io.byteleap.domain.units.Bytes;
import io.byteleap.keys.Signer;

/// Signs transactions with the node's hotkey.
record HotkeySigner(Signer hotkey) implements ExtrinsicSigner {
  @Override
  public AccountId account() {
    return new AccountId(hotkey.publicKey().bytes());
  }

  @Override
  public Bytes sign(Bytes message) {
    return hotkey.sign(message.toArray()).bytes();
  }
}
