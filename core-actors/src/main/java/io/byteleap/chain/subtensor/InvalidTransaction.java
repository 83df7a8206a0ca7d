package io.byteleap.chain.subtensor;

import java.util.List;

/// Numbers of this chain's own reasons to refuse a transaction at the door ("Custom error: N").
/// Source: subtensor, `CustomTransactionError`.
final class InvalidTransaction {
  private static final List<String> NAMES =
      List.of(
          "ColdkeyInSwapSchedule",
          "StakeAmountTooLow",
          "BalanceTooLow",
          "SubnetNotExists",
          "HotkeyAccountDoesntExist",
          "NotEnoughStakeToWithdraw",
          "RateLimitExceeded",
          "InsufficientLiquidity",
          "SlippageTooHigh",
          "TransferDisallowed",
          "HotKeyNotRegisteredInNetwork",
          "InvalidIpAddress",
          "ServingRateLimitExceeded",
          "InvalidPort",
          "ZeroMaxAmount",
          "InvalidRevealRound",
          "CommitNotFound",
          "CommitBlockNotInRevealRange",
          "InputLengthsUnequal",
          "UidNotFound",
          "EvmKeyAssociateRateLimit",
          "ColdkeySwapDisputed",
          "InvalidRealAccount",
          "ShieldedTransaction",
          "ShieldedTransaction",
          "NonAssociatedColdKey",
          "DelegateTakeTooLow",
          "DelegateTakeTooHigh");
  private static final int BAD_REQUEST = 255;

  private InvalidTransaction() {}

  static String name(int number) {
    if (number == BAD_REQUEST) {
      return "BadRequest";
    }
    return number < NAMES.size() ? NAMES.get(number) : "custom error " + number;
  }
}
