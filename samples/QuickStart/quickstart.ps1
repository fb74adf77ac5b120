# Written together with the first cmdlets.
