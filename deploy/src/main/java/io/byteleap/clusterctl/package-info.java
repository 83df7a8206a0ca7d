/// `deploy/cluster`: installs, starts, upgrades and stops the nodes of an inventory on their hosts,
/// over SSH, or in the namespaces of test hosts.
@NullMarked
package io.byteleap.clusterctl;

import org.jspecify.annotations.NullMarked;
