/** Values about the databases that are backed up: their names, where they are, and what was counted in them. */
package io.holdfast.core.database;
