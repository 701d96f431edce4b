// One half of the sin of static initialisation order: who is linked first is initialised first.
int counted();
int first_value = counted();
