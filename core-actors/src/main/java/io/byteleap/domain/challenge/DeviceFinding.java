package io.byteleap.domain.challenge;

import java.util.List;
import java.util.Locale;

/// What a muster says of a device that several units claim to be.
public enum DeviceFinding {
  /// One claim was at work, and all others failed or stayed away: it is upheld.
  ONE_UPHELD,
  /// Two claims were at work at once: there are two devices of the paces that they showed, and one
  /// name is false; or one that worked for both, and these paces are its own in two parts.
  TOGETHER,
  /// Several were found sound, no two of them at once: they may be one device.
  APART,
  /// None was found sound.
  NONE_SOUND,
  /// Fewer than two did something that counts, or one has no verdict yet.
  UNDECIDED;

  /// Of the claims to one device, what each did at the same muster.
  public static DeviceFinding of(List<MusterPart> claims) {
    var counted = claims.stream().filter(MusterPart::counts).toList();
    boolean isOpen = claims.stream().anyMatch(claim -> claim.did() instanceof MusterPart.Pending);
    if (isOpen || counted.size() < 2) {
      return UNDECIDED;
    }
    var sound = counted.stream().filter(claim -> claim.did() instanceof MusterPart.Worked).toList();
    if (sound.size() < 2) {
      return sound.isEmpty() ? NONE_SOUND : ONE_UPHELD;
    }
    return sound.stream().anyMatch(one -> isTogetherWithAnother(one, sound)) ? TOGETHER : APART;
  }

  private static boolean isTogetherWithAnother(MusterPart one, List<MusterPart> sound) {
    return sound.stream().anyMatch(other -> !other.equals(one) && one.isTogetherWith(other));
  }

  /// As it is shown: lower case.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
