package io.byteleap.domain.rental;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmSize;

/// What is rented: which machine on which worker, who may log in, by whose word (`source`), and
/// what the tenant calls it (may be blank).
public record RentalTerms(
    RentalId id,
    Hotkey miner,
    WorkerId worker,
    Label source,
    Label label,
    ImageName image,
    VmSize size,
    GuestUser user,
    SshKey key) {}
