package io.byteleap.wire.hub;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.EnrolGrant;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// What the hub says inside an encrypted session.
public sealed interface HubMessage {
  /// What could be read as a whole.
  sealed interface Understood extends HubMessage {}

  /// What could be read far enough to be answered: a failed acknowledgement, if one is wanted.
  sealed interface Unreadable extends HubMessage {}

  /// Which workers are rented now, and what for. Of a worker that is named twice, the last entry
  /// counts. Entries that cannot be read, or whose score is not a number of 0 to 1, are refused one
  /// by one (the first 64 of them are kept); the others count. Wants no acknowledgement.
  record LeasePublish(Coverage coverage, List<PublishedLease> leases, List<RefusedPart> refused)
      implements Understood {
    public LeasePublish {
      leases = List.copyOf(leases);
      refused = List.copyOf(refused);
    }
  }

  /// What a publication says about workers that it does not name.
  enum Coverage {
    /// Nothing: their leases stay as they are until they expire.
    DELTA,
    /// They are not rented.
    FULL
  }

  /// A part that was refused: where it stands, and why.
  record RefusedPart(Label where, Label why) {}

  /// Changes of the validator's policy, by key, every one within its bounds. Whether they fit
  /// together, and with the settings that stay, is for the policy to say.
  record ConfigUpdate(List<PolicySetting> settings) implements Understood {
    public ConfigUpdate {
      settings = settings.stream().sorted(Comparator.comparing(PolicySetting::key)).toList();
    }
  }

  /// Changes of which nothing is taken, because of a part that cannot be.
  record RefusedConfigUpdate(ConfigRefusal why) implements Unreadable {}

  sealed interface ConfigRefusal {}

  /// Nothing of it may be changed from outside; `providedKeys` is what it was about.
  record NoAllowedRoot(List<Label> providedKeys) implements ConfigRefusal {
    public NoAllowedRoot {
      providedKeys = List.copyOf(providedKeys);
    }
  }

  /// Keys that do not exist, cannot change while the validator runs, or have a value out of bounds;
  /// the first 64 of them.
  record RefusedKeys(List<RefusedPart> keys) implements ConfigRefusal {
    public RefusedKeys {
      keys = List.copyOf(keys);
    }
  }

  /// No settings at all could be found in it.
  record NoPayload(Label why) implements ConfigRefusal {}

  record TaskPublish(HubTask task) implements Understood {}

  /// Answers a [HubReport.TokenRequest]. An addition of ours.
  record TokenAnswer(MessageId requestId, TokenOutcome outcome) implements Understood {}

  sealed interface TokenOutcome {}

  record TokenGranted(EnrolGrant grant) implements TokenOutcome {}

  /// There will be one; when to ask again.
  record TokenLater(Duration tryAgainIn) implements TokenOutcome {}

  record TokenDeclined(Label why) implements TokenOutcome {}

  /// A task of which only the key could be read.
  record UnreadableTask(Label taskKey, Label why) implements Unreadable {}
}
