package io.byteleap.node;

import io.byteleap.config.Fallback;
import java.nio.file.Path;

/// `wallet` of a validator or miner: where its hotkey is, with which it signs. `password_file` is
/// the file with the password of a hotkey that is encrypted; empty when it comes from elsewhere or
/// is not needed.
public record WalletConfig(
    @Fallback("default") String name,
    @Fallback("default") String hotkey,
    @Fallback("~/.bittensor/wallets") Path path,
    @Fallback("\"\"") Path passwordFile) {}
