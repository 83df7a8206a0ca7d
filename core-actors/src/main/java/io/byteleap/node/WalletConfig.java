package io.byteleap.node;

import io.byteleap.config.Fallback;
import java.nio.file.Path;

/// `wallet` of a validator or miner: where its keys are.
public record WalletConfig(
    @Fallback("default") String name,
    @Fallback("default") String hotkey,
    @Fallback("~/.bittensor/wallets") Path path) {}
