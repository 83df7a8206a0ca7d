/// Plain SQL over JDBC.
@NullMarked
package io.byteleap.persistence.sql;

import org.jspecify.annotations.NullMarked;
