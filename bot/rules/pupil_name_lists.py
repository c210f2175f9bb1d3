"""Words by which a name is known to be one: common given names, surnames, titles and roles.

All are written small and without accents, as `pupil_words.fold` writes a text.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Given names that are hardly ever another word.
GIVEN = _words(
    """
    aaliyah aaron abby abdul abigail abraham adalyn adam addison adelina adriana adriel ahmed
    aidan aiden ainhoa aisha aiyana alan alana albert alberto alejandra alejandro alessandro
    alex alexa alexander alexandra alexandria alexis alfonso alfredo alice alicia alina alison
    aliyah allison alondra alvaro alyssa amanda amani amara amari amelia amina amir amira amy
    ana anahi andre andrea andres andrew angela angelica angelina angelo anika anita ann anna
    anne annie anthony antoine antonia antonio aria ariana arianna ariel arjun armando arthur
    arturo asher ashley ashton athena aubree audrey ava avery axel ayden ayesha ayla aylin
    bailey beatriz beau becky belen bella benjamin bernardo beto betsy bianca blake brad braden
    bradley brady brandon brayan brayden breanna brenda brendan brent brett brian briana brianna
    brittany brody bruno bryan bryce bryson byron caden caleb cameron camila camille camilo
    carla carlos carmen carolina caroline carson carter casey catalina caterina cecilia cedric
    celeste cesar chad chelsea chloe chris christina christopher cindy claire claudia clayton
    cody colby cole colin colton connor cooper corey cory courtney cristian cristiana cristina
    cristobal curtis cynthia daisy dakota dalia damian damien damon daniel daniela danielle
    danna danny dante daphne darius darnell darren david dayana deandre deborah delfina delilah
    demetrius denise dennis derek derrick deshawn desiree devin devon diana diane diego dmitri
    dominic donovan dorothy dulce dylan edgar eduardo edward edwin efrain elena eli elias elijah
    elise eliseo elizabeth ella ellen ellie elliot elsa emanuel emerson emilia emiliano emilio
    emily emma emmanuel enrique eric erica erik erika erin ernesto esmeralda esteban esther
    ethan eva evan evelyn ezekiel ezra fabian fabiola farah fatima felicia felipe felix fernanda
    fernando finley fiona francesca francisco freddy gabriel gabriela gabriella gavin george
    gerald gerardo gianna gilberto gina giovanni giselle gonzalo gregory griselda guillermo
    gustavo gwen hailey haley hana hannah harper harry hassan hayden hazel heather hector heidi
    helen henry hernan hugo humberto ian ibrahim ignacio imani ines irene irma isaac isabel
    isabela isabella isabelle isaiah isaias isla ismael israel itzel ivan izabella jace jack
    jackie jackson jacob jacqueline jada jaden jadon jaiden jaime jakayla jake jalen jamal james
    jamie jamila jane janet janice janiyah jared jasmin jasmine jason javier javon jaxon jayda
    jayden jayla jaylen jaylin jayson jazmin jeff jeffrey jenna jennifer jenny jeremiah jeremy
    jerome jesse jessica jesus jillian jimena jimmy joan joanna joaquin joe joel joey john
    johnny jonah jonathan jorge jose josefina joseph josh joshua josiah josue joyce juan juana
    judith julia julian juliana julie juliet julio julissa justin kaden kaitlyn kaleb kamila
    karen karina karla kate katelyn katherine kathryn katie kayden kayla kaylee keisha keith
    kelly kelsey kelvin kendra kennedy kenneth kenny keven kevin khadija khalil kiara kimberly
    kobe kristen kristin kristina kyle kylie lakshmi lamar lara lars latoya laura lauren layla
    leah leila leilani leo leon leonardo leonel leslie leticia levi liam lila lilian liliana
    lillian lily linda lindsay lisa liz lizbeth logan lorena lorenzo louis lucas lucia luciana
    luciano lucy luis luisa luke luna lydia lyla mackenzie maddie madeline madelyn makayla
    malachi malia malik manuel marcela marcelo marcos marcus margaret maria mariah mariam
    mariana mariela mario marisol marissa marlon marquis marta martha martin mary mateo mathew
    matias matteo matthew maurice mauricio maya mckenzie mei melanie melissa mia micah michael
    michaela michelle miguel mikayla mila milan miranda miriam misael mohamed mohammed moises
    molly monica monique monserrat morgan moses muhammad mustafa nadia nancy naomi natalia
    natalie nataly nathan nathaniel nayeli nehemiah nelson nia nicholas nick nicolas nicole
    nikhil nina noah noe noelle noemi nora norah oliver olivia omar orlando oscar osvaldo owen
    pablo paige pamela paola parker patricia patrick paul paula paulina pedro perla peter peyton
    philip phillip preston priya quentin quinn rachel rafael rahul ramiro ramon randy raquel
    raul raymond rebecca regina renata rene ricardo richard riley robert roberto robin rocco
    rodolfo rodrigo rogelio roger roland roman ronald rosalinda rosie roxana ruben rudy russell
    ruth ryan ryder sabrina sadie salma sam samantha samara samir samuel sandra santino sara
    sarah sasha saul scarlett sean sebastian selena sergio seth shanice shaun shawn shayla
    sheila shelby sierra silvia simon simone skylar sofia sonia sophia sophie stacy stella
    stephanie stephen steve steven susan susana suzanne sylvia tamara tamika tania tara tatiana
    taylor teresa terrance terrell tevin theo theodore thiago thomas tiana tiffany tim timothy
    toby tomas tommy tony tonya tracy travis tremaine trevon trevor trey tristan tyler tyrell
    tyrese tyrone tyson uriel valentina valentino valeria vanessa vera veronica vicente vivian
    wade walter wendy wesley whitney william willie xavier ximena xiomara
    xochitl yahir yamileth yaretzi
    yasmin yesenia yolanda yosef yuki yusuf yvonne zachary zainab zander zane zara zion zoe zoey
    """
)

# Given names that are as often another word, a place or a surname: they need a surname beside
# them, or words that say plainly that this is a child.
GIVEN_OR_WORD = _words(
    """
    alba alma amber angel april ari art ash aspen aurora austin autumn bill blanca bo brook
    brooke brooklyn chance charity charlie charlotte chase christian clara consuelo cruz crystal
    dallas dawn demi destiny diamond dolores domingo drew eden ember esperanza eve faith flor
    florence frank genesis georgia gloria grace grant guadalupe harmony heaven hope hunter iris
    israel ivy jade jasper jay jean jewel jordan journey joy june justice karma kim king
    kingston lane lee leon liberty lincoln london lourdes luz madison malcolm margarita marina
    mark mason max may melody mercedes mercy messiah milagros miles nevaeh noel norma nova olive
    pat patience paz pearl penny phoenix pilar prince princess raven ray reed reese rich river
    rob robin rocio ron rosa rosario rose rosemary rowan royal ruby sage salvador santiago
    santos savannah serenity sidney sky skye sol soledad star sterling sue summer sydney terry
    trinity victor victoria violet virginia will willow winter wyatt ximenes
    """
)

SURNAMES = _words(
    """
    abdi abdullah acosta adams aguilar aguirre ahmed alexander ali allen alvarado alvarez
    anderson andrews arias armstrong arnold avila bailey baker barnes bell bennett blake boyd
    bradley brooks brown bryant burke burns butler cabrera calderon campbell campos cardenas
    carpenter carrillo carroll carter castaneda castillo castro cervantes chan chavez chen choi
    clark cohen coleman collins contreras cook cooper cordova cortes cortez cox crawford cruz
    cunningham davis delgado diaz dixon dominguez duncan dunn duran edwards elliott ellis
    espinoza estrada evans ferguson fernandez fields figueroa fisher fitzgerald fleming fletcher
    flores ford foster fox franklin fuentes fuller galvan garcia gardner garrett garza gibson
    gomez gonzales gonzalez gordon graham grant gray green greene griffin guerrero gutierrez
    guzman hall hamilton hansen hanson harper harris harrison hart harvey hassan hawkins hayes
    henderson henry hernandez herrera hicks hill hoffman holmes howard howell huang hudson
    huerta hughes hunt hussein ibarra jackson jacobs jenkins jensen jimenez johnson johnston
    jones jordan juarez kelley kelly kennedy khan kim king kumar lara larson lawrence lawson lee
    leon lewis li lin little liu lopez lozano luna lynch maldonado marquez marshall martin
    martinez mason matthews maxwell medina mejia mendez mendoza mercado meyer miles miller
    miranda mitchell mohamed molina montgomery montoya moore mora morales moreno morgan morris
    morrison munoz murphy murray myers navarro nelson newman nguyen nichols nunez obrien ochoa
    ojeda oliver olson orozco ortega ortiz owens pacheco padilla palmer park parker patel
    patterson payne pena peralta perez perkins perry peters peterson pham phillips pierce porter
    powell price quintero ramirez ramos reed reid reyes reynolds rice richards richardson riley
    rios rivas rivera roberts robertson robinson robles rodriguez rogers rojas romero rosales
    rose ross ruiz russell ryan salas salazar salinas sanchez sanders sandoval santiago santos
    schmidt schultz scott serrano shah shaw silva simmons simpson singh smith snyder solis soto
    spencer stephens stevens stewart stone suarez sullivan tanaka taylor thomas thompson torres
    tran trujillo tucker turner valdez valencia vargas vasquez vazquez vega velasquez villanueva
    villarreal vu wagner walker wallace walsh wang ward warren washington watkins watson weaver
    webb weber welch wells west wheeler white williams williamson willis wilson wong wood woods
    wright wu yang young yusuf zamora zapata zhang
    """
)

# Part of what a place, a school or a programme is called.
OF_PLACES = _words(
    """
    academia academy acres agency alliance alternative area association auditorium avenida
    avenue award bank biblioteca board boulevard bridge building bureau bus calle camino campus
    care center centre centro charter church city clinic clinica club coalition colegio college
    committee community company condado conference consortium corporation council county court
    creek day department dia district dr drive edificio elementary elm escuela estadio family
    farm farms feria festival field foods foundation fund fundacion garden gardens granja group
    grove gym hall head health heights high highway hill hospital house iglesia inc initiative
    institute instituto isd island jardin junior kitchen lab lake library llc main market
    medical memorial method ministry montessori mountain museo museum network north nursery
    office orchard parque partners partnership plaza preparatoria preparatory primaria primary
    program programa project proyecto ranch region regional river road room salon san santa
    school schools secundaria senior services society south springs stadium state states station
    street studio suite team theater theatre tower town training trust unidos union united
    universidad university valley village ward west workshop y ymca youth zone
    """
)

# Words that are written large without being a name, mostly because a sentence begins with them.
BEGINNINGS = _words(
    """
    a about after again al all also an and another ask at attendance august before both but by
    call can casi check could cuando dear december did do does during each el ella ellos en esta
    estamos este every everyone february for friday from fue get give good great ha had has have
    he help her here his how i if in is it its january july june la las last let llame los many
    march may monday more most my next no nobody not november october of on one our please que
    reading saturday september she should since so some spring still student students sunday
    text thank thanks that the their then there these they this those three thursday to tuesday
    twins two un una we wednesday what when where which while who why will with yes yesterday
    you your
    """
)
